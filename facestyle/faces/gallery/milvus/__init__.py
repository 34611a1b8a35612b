"""Galleries in Milvus: people, their pictures' encodings and names, in a store that outlives the process.

`store` connects, `schema` says what lies there, `indexes` by which index people are found, `filters` keeps galleries
apart, `index` is the gallery's record, `rows` turns members into rows and back, `visits` ends galleries, and `sweep`
lets what was deleted vanish. Nothing here is imported unless a store is asked for, and pymilvus not before it is
connected to.
"""
