"""The words of the gallery, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.gallery.people import Person

OPENING = "正在打开人员库……"
NOBODY = "库中还没有人。用一张照片即可录入。"
FILES = "录入：每人一张或多张照片"
ASIDE = "存疑，暂放一旁"
ACCEPT = "仍要录入"
NAME = "姓名"
NAME_PLACEHOLDER = "留空：取自文件名"
ENROL = "录入"
MANAGE = "管理：改名、合并、移除、撤销"
PERSON = "人员"
NEW_NAME, RENAME = "新姓名", "改名"
INTO, MERGE = "与此人相同", "合并"
NUMBER, REMOVE_PICTURE = "照片编号 #", "移除照片"
REMOVE, UNDO, CLEAR = "移除此人", "撤销", "全部清空"
KEEP = "今后录入的每张脸保留一张小图"
KEEP_INFO = "仅限本次访问。否则除编码外一概不留。"
FILE = "导出与导入"
EXPORT, EXPORTED = "导出", "你的人员库"
IMPORT = "导入：已导出的人员库"

NO_PHOTOGRAPH = "没有提供照片；请选择一张或多张照片来录入。"
TOO_MANY = "{files} 个文件超过了一次最多 {most} 个；请分批录入。"
POOR = "{filename}：脸部{flaws}；换一张更好的照片，答案会更有把握。"
HELD = "库中的照片 #{number}"
NOTHING_CHOSEN = "没有选中暂放一旁的照片；请先录入一张照片。"
NOT_ASIDE = "没有这张暂放一旁的照片；请从列表中选择。"
ENROLLED_ON = "录入于 {day}"
MERGED = "{person} 与 {into} 是同一人：{into}。"
NO_NUMBER = "没有选择照片；请填写它在人员库中的编号。"
NOBODY_TO_EXPORT = "人员库是空的，没有可导出的人。"
NO_FILE = "没有提供人员库文件；请选择一个导出的文件。"
HOLDS = "{people}：编码和姓名，属于生物识别数据。"
ADDED = "已添加或补充照片：{people}。"
NOTHING_TO_UNDO = "没有可撤销的操作。"


def enrolled(added: int, files: int, before: int, aside: int) -> str:
    """The result of an enrolment."""
    parts = [f"已录入 {added} 张，共 {files} 张。"] if files > 1 or not added else ["已录入。"]
    if before:
        parts.append(f"{before} 张此前已录入。")
    if aside:
        parts.append(f"{aside} 张暂放一旁。")
    return "".join(parts)


def aside(filename: str, name: str, face: int, faces: int) -> str:
    """A face that is kept aside, as a choice."""
    return f"{filename}，作为 {name}" if faces < 2 else f"{filename}，{faces} 张脸中从左数第 {face} 张，作为 {name}"


def back(names: Sequence[str]) -> str:
    """Who is back after a removal was undone."""
    return f"已恢复：{'、'.join(names[:5])}{'等人' if len(names) > 5 else ''}。"


def person(one: Person) -> str:
    """The pictures of a person, and their quality."""
    numbers = "、".join(f"#{each.number}" for each in one.enrolled[:8]) + ("……" if one.pictures > 8 else "")
    listed = f"（{numbers}）" if one.pictures > 1 else ""
    return f"{one.pictures} 张照片{listed}，质量 {one.quality:.0%}"


def strip(enrolled: int, stored: int, encoded: int, hits: int, thumbnails: bool) -> str:
    """A line about what is kept."""
    kept = "保留编码和你要求的小图" if thumbnails else "除编码外一概不留"
    return f"{enrolled} 人 · 存有 {stored} 个编码 · 编码过 {encoded} 张照片 · 缓存命中 {hits} 次 · {kept}"
