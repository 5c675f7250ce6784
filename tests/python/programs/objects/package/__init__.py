from .inner import VALUE

__all__ = ["VALUE", "lazy"]


def __getattr__(name: str) -> str:
    if name == "lazy":
        return "made when asked for"
    raise AttributeError(name)
