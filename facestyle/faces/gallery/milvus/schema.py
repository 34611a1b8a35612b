"""What lies in the store: two collections for each contract of an encoder, and one that lists the galleries.

People hold what is searched, a row for each person: their template, their name, and the numbers of their pictures.
That row is the truth about a person; a picture whose number it does not list is a leftover. Pictures hold a row for
each picture. Encodings of two contracts lie in two collections, so that no search can compare them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from facestyle.faces.encoders.registry import encoder_spec

IndexKind = Literal["FLAT", "HNSW", "IVF_FLAT"]
PREFIX = "facestyle_"
GALLERIES = PREFIX + "galleries"
PEOPLE = PREFIX + "people_"
PICTURES = PREFIX + "pictures_"
#: What a collection is called while it is written anew, and once it has been replaced; see `sweep`.
NEW, OLD = "_new", "_old"
#: Squared, as d is: Milvus gives ||x1 - x2||^2 for it.
METRIC = "L2"
STRONG = "Strong"
#: Characters of a field; Milvus allows no more.
MOST = 65_535
_BUILT: dict[IndexKind, dict[str, int]] = {
    "FLAT": {},
    "HNSW": {"M": 16, "efConstruction": 200},
    "IVF_FLAT": {"nlist": 128},
}


@dataclass(frozen=True)
class Collections:
    """The names of the two collections of a contract, and the numbers of an encoding.

    Attributes:
        people: the collection that is searched.
        pictures: the collection of single pictures.
        numbers: length of an encoding.
    """

    people: str
    pictures: str
    numbers: int


def collections_of(encoder: str) -> Collections:
    """The collections of an encoder's contract."""
    spec = encoder_spec(encoder)
    digest = hashlib.sha256(spec.contract.encode()).hexdigest()[:16]
    return Collections(PEOPLE + digest, PICTURES + digest, spec.numbers)


def searching(index: IndexKind, k: int) -> dict[str, Any]:
    """The parameters of a search for k rows."""
    wide: dict[IndexKind, dict[str, int]] = {"FLAT": {}, "HNSW": {"ef": max(64, 4 * k)}, "IVF_FLAT": {"nprobe": 16}}
    return {"metric_type": METRIC, "params": wide[index]}


def vector_of(collection: str) -> tuple[str, bool]:
    """The vector field of a collection, and whether it is searched."""
    field = {PEOPLE: "template", PICTURES: "encoding"}.get(collection[: collection.rindex("_") + 1], "nothing")
    return field, field == "template"


def layout(client: Any, collection: str, numbers: int, index: IndexKind) -> dict[str, Any]:
    """What `create_collection` takes, beside the name.

    Args:
        client: a `MilvusClient`.
        collection: its name.
        numbers: length of an encoding.
        index: that of the people; nothing else is searched.
    """
    from pymilvus import DataType

    text, whole = DataType.VARCHAR, DataType.INT64
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", text, is_primary=True, max_length=96)
    if collection == GALLERIES:
        for name, kind in (("used", whole), ("kept", DataType.BOOL)):
            schema.add_field(name, kind)
        numbers = 2  # Milvus wants a vector
    else:
        schema.add_field("gallery", text, is_partition_key=True, max_length=32)
        schema.add_field("place", whole)
        schema.add_field("number", whole)
    vector, searched = vector_of(collection)
    if searched:
        schema.add_field("name", text, max_length=1024)
        schema.add_field("pictures", text, max_length=MOST)
    elif collection != GALLERIES:
        schema.add_field("quality", DataType.DOUBLE)
        schema.add_field("day", whole)
        schema.add_field("source", text, max_length=1024)
        schema.add_field("accepted", DataType.BOOL)
    schema.add_field(vector, DataType.FLOAT_VECTOR, dim=numbers)
    return {"schema": schema, "index_params": index_params(client, collection, index), "consistency_level": STRONG}


def index_params(client: Any, collection: str, index: IndexKind) -> Any:
    """The index of a collection's vectors."""
    field, searched = vector_of(collection)
    kind: IndexKind = index if searched else "FLAT"
    params = client.prepare_index_params()
    params.add_index(field, index_type=kind, metric_type=METRIC, index_name=field, params=_BUILT[kind])
    return params
