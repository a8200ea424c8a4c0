"""What every noun shares: frozen, closed to unknown fields, copied only through validation."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Self

from pydantic import BaseModel, ConfigDict

from fundtrack.values import FrozenMap

from .fields import Labels, Scalars
from .scalars import Scalar

NO_SCALARS: FrozenMap[Scalar] = FrozenMap({})
NO_LABELS: FrozenMap[str] = FrozenMap({})


class Noun(BaseModel):
    """A thing of a grant: immutable, compared by content, hashable.

    A field that may be left out is None when it is not known; a collection left out is None
    too, and `()` says that there are none. `facts` holds what a book asks for beyond the
    fields, `labels` the host's own ids and tags, which no formula reads.

    Calling a noun raises pydantic's ValidationError; `read_project` raises InputError.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        hide_input_in_errors=True,
        revalidate_instances="always",
    )

    facts: Scalars = NO_SCALARS
    labels: Labels = NO_LABELS

    def replace(self, **changes: object) -> Self:
        """Return a copy with other values, validated as a whole.

        Raises:
            pydantic.ValidationError: the changed noun would not be valid.
        """
        return type(self).model_validate(self._stated() | changes)

    def to_dict(self) -> dict[str, Any]:
        """Return what is stated, ready for JSON: values as text, the unknown left out."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def _stated(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in type(self).model_fields}

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return self

    def model_copy(
        self, *, update: Mapping[str, object] | None = None, deep: bool = False
    ) -> Self:
        """Return `replace(**update)`; pydantic's own would skip validation."""
        return self.replace(**update) if update else self

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: object) -> NoReturn:
        """Refuse: it would skip validation."""
        raise TypeError(f"{cls.__name__} cannot be built unvalidated; call {cls.__name__}(...)")

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        return type(self).model_validate, (self._stated(),)
