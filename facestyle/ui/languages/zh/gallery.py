"""The words of the gallery, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.faces.gallery.people import Person

OPENING = "正在打开人员库……"
NOBODY = "库中还没有人。用一张照片即可录入。"
FILES = "录入：每人一张或多张照片"
ASIDE = "待你确认"
ACCEPT, LEAVE_OUT = "仍要录入", "不录入"
WHO_IS_THIS, NAME_OF = "这是谁？", "{photo} 中人物的姓名"
NAME = "姓名"
NAME_PLACEHOLDER = "留空：取自文件名"
ENROL = "录入"
MENU = "{person}：改名、合并、移除"
PERSON = "人员"
NEW_NAME, RENAME = "新姓名", "改名"
INTO, MERGE = "与此人是同一人", "合并"
NUMBER, REMOVE_PICTURE = "照片编号 #", "移除照片 #{number}"
REMOVE, UNDO, CLEAR = "移除此人", "撤销", "全部清空"
CLEAR_QUESTION = "移除{people}？在再次清空之前，可按“撤销”恢复。"
NOT_CLEAR = "保留"
ASIDE_KEY = "待确认的照片"
KEEP = "今后为录入的每张脸保留一张小图"
KEEP_INFO = "仅限本次访问。不勾选则只保留编码。"
FILE = "保存、导出和导入"
KEEP_HERE = "在此浏览器中保存我的人员库"
KEEP_HERE_INFO = "供下次访问使用：只有姓名和编码，没有照片；已加密，只有本服务器能读取。它们只存在于此浏览器中。"
FORGET_HERE = "删除此浏览器保存的人员库"
UNSAVED = "人员库有改动，目前只在本次访问中保留：请导出，或在下方保存到此浏览器。"
KEPT_HERE = "已保存在此浏览器中"
EXPORT, EXPORTED = "导出", "你的人员库"
IMPORT = "导入：此前导出的人员库"

NO_PHOTOGRAPH = "没有提供照片；请选择一张或多张照片来录入。"
TOO_MANY = "一次最多 {most} 个文件，现有 {files} 个；请分批录入。"
POOR = "{filename}：人脸{flaws}；换一张更好的照片，结果会更可靠。"
HELD = "库中的照片 #{number}"
NOTHING_CHOSEN = "没有选中待确认的照片；请先录入一张照片。"
NOT_ASIDE = "没有键为 {key} 的待确认照片；请从列表中选择。"
ENROLLED_ON = "录入于 {day}"
RENAMED = "“{person}”已改名为“{new_name}”。"
MERGED = "已将“{person}”并入“{into}”，可按“撤销”分开。"
REMOVED = "已移除“{person}”，可按“撤销”恢复。"
PICTURE_REMOVED = "已移除“{person}”的照片 #{number}，可按“撤销”恢复。"
CLEARED, CLEARED_FOR_GOOD = "已移除 {people}，可按“撤销”恢复。", "库中没有任何人，也没有可撤销的操作。"
LEFT_OUT = "{photo} 没有录入。"
NO_NUMBER = "没有选择照片；请填写它在人员库中的编号。"
NOBODY_TO_EXPORT = "人员库是空的，没有可导出的人。"
NO_FILE = "没有提供人员库文件；请选择一个导出的文件。"
HOLDS = "含 {people}的编码和姓名，属于生物识别数据。"
ADDED = "已添加或补充照片：{people}。"
WELCOME = "欢迎回来。此浏览器保存着你的人员库：{people}。"
KEEPS = "从现在起，此浏览器会保存这 {people}以及之后的一切改动，直到你删除为止。"
FORGOTTEN = "此浏览器不再保存任何人员库。本次访问中的人保留到访问结束。"
BROWSER_GALLERY = "此浏览器保存的人员库"
NOT_READABLE = (
    "无法读取此浏览器保存的人员库：它被改动过，或是用另一个密钥加密的。请在下方将其删除，再重新录入或导入文件。"
)
TOO_LARGE_FOR_BROWSER = "人员库太大，浏览器存不下：{size:.1f} MB，上限 {most:.0f} MB。请导出为文件。"
NO_KEY = "服务器无法写入浏览器保存人员库所需的密钥；请把人员库导出为文件。"
NO_ROOM = "此浏览器空间不足，或不保存任何数据；请把人员库导出为文件。"
NOTHING_TO_UNDO = "没有可撤销的操作。"


def enrolled(added: int, files: int, before: int, aside: int, asked: int = 0) -> str:
    """The result of an enrolment."""
    if asked == files:
        return "从文件名看不出姓名：请说明是谁。" if files == 1 else f"{asked} 个文件没有姓名：请说明是谁。"
    parts = [f"已录入 {added} 张，共 {files} 张。" if files > 1 or not added else "已录入。"]
    if asked:
        parts.append(f"{asked} 个文件没有姓名：请说明是谁。")
    if before:
        parts.append(f"{before} 张此前已录入。")
    if aside:
        parts.append(f"{aside} 张待确认。")
    return "".join(parts)


def aside(filename: str, name: str, face: int, faces: int) -> str:
    """A face that is kept aside, with the name that it was given for, if any."""
    place = "" if faces < 2 else f"，{faces} 张脸中从左数第 {face} 张"
    return f"{filename}{place}{f'，作为“{name}”' if name else ''}"


def everybody(enrolled: int) -> str:
    """Everybody in the gallery."""
    return f"全部 {enrolled} 人" if enrolled > 1 else "唯一录入的人"


def back(names: Sequence[str]) -> str:
    """Who is back after a removal was undone."""
    return f"已恢复：{'、'.join(names[:5])}{' 等人' if len(names) > 5 else ''}。"


def person(one: Person) -> str:
    """The pictures of a person, and their quality."""
    numbers = "、".join(f"#{each.number}" for each in one.enrolled[:8]) + ("……" if one.pictures > 8 else "")
    listed = f"（{numbers}）" if one.pictures > 1 else ""
    return f"{one.pictures} 张照片{listed}，质量 {one.quality:.0%}"


def strip(enrolled: int, stored: int, encoded: int, hits: int, thumbnails: bool) -> str:
    """A line about what is kept."""
    kept = "保留编码和你要求的小图" if thumbnails else "只保留编码"
    return f"{enrolled} 人 · 存有 {stored} 个编码 · 编码过 {encoded} 张照片 · 缓存命中 {hits} 次 · {kept}"
