"""Classes that JavaScript's extend."""

from typing import Any, ClassVar, Self


class Animal:
    family: ClassVar[str] = "felidae?"

    def __init__(self, name: str, *, legs: int = 2) -> None:
        self.name = name
        self.legs = legs

    def sound(self) -> str:
        return "..."

    def describe(self) -> str:
        return f"{self.name} says {self.sound()}"

    @property
    def title(self) -> str:
        return f"{self.name} the animal"

    @classmethod
    def named(cls, name: str) -> Self:
        return cls(name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


def speak(animal: Any) -> tuple[Any, ...]:
    return animal.describe(), animal.title, tuple(animal), animal.colour


class Herd:
    def __init__(self) -> None:
        self.animals: list[Animal] = []

    def add(self, animal: Animal) -> None:
        self.animals.append(animal)

    def get(self, place: int) -> Animal:
        return self.animals[place]

    def born(self, kind: type[Animal]) -> Animal:
        return kind("born")

    def about(self, kind: Any) -> tuple[Any, ...]:
        return kind.__name__, issubclass(kind, Animal), kind.kind()

    def with_options(self, kind: Any) -> Any:
        return kind("many", legs=3).legs

    def derived(self, kind: Any) -> tuple[Any, ...]:
        class Sub(kind):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__("Sub")

        made = Sub()
        return made.describe(), isinstance(made, kind)
