"""Django, in one file: a template engine of npm's kind for a synchronous view.

pip install django; python examples/web_django.py runserver
"""

import atexit
import sys
from threading import local

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

import naja

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="only for the example")
TEMPLATE = "(user) => `<ul>${user.langs.map((lang) => `<li>${lang}</li>`).join('')}</ul>`"
threads = local()


def render(value: object) -> str:
    """With a runtime for each of the server's threads: they render in parallel."""
    if not hasattr(threads, "template"):
        threads.runtime = naja.Runtime()
        atexit.register(threads.runtime.close)
        threads.template = threads.runtime.eval(TEMPLATE)
    return threads.template(value)


def page(request: HttpRequest) -> HttpResponse:
    """Renders what the query says: ?lang=js&lang=py."""
    return HttpResponse(render({"langs": request.GET.getlist("lang")}))


urlpatterns = [path("", page)]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
