"""Flask: scripts of users, each in a runtime of its own that has limits.

pip install flask; flask --app examples/web_flask.py run
"""

from flask import Flask, jsonify, request

import naja

app = Flask(__name__)


@app.post("/run")
def run():
    """Runs the request's JavaScript on its `input`. It gets a quarter of a second and 64 MiB."""
    body = request.get_json()
    try:
        with naja.Runtime(globals={"input": body["input"]}, timeout=0.25, memory_limit=64 << 20) as rt:
            return jsonify(result=rt.eval(body["code"], filename="script.js"))
    except naja.TimeoutError:
        return jsonify(error="takes too long"), 422
    except naja.MemoryLimitError:
        return jsonify(error="needs too much memory"), 422
    except naja.JSError as error:
        return jsonify(error=error.message), 422
