"""The words of the tab Film, in Chinese."""

from __future__ import annotations

from facestyle.style.film.film import FilmStep
from facestyle.ui.languages.zh.shared import duration

TAB = "视频"
FILM, STYLE, RESULT = "视频", "风格图 S", "绘制后的视频"
RUN, CANCEL, DOWNLOAD = "绘制视频", "取消", "下载 MP4"
WALL = "我们自绘的风格：点击一幅"
MORE = "更多：颜色、每秒帧数、截取片段"
OPENS = "选择视频和风格，再按“绘制视频”：绘制过程会显示在这里。"
BEGINS = "正在查看视频和 S……"
PAINTED = "最新绘出的一帧"
NEVER_BEGUN = "在第一帧之前已取消，什么都没有绘制。请按“绘制视频”重新开始。"

LABELS = {
    "strength": "风格强度",
    "size": "长边像素数",
    "steadiness": "稳定程度",
    "keep_colors": "视频的颜色",
    "rate": "每秒帧数上限",
    "start": "从第几秒",
    "end": "到第几秒",
}
INFOS = {
    "strength": "0：视频本来的样子。1：S 的风格。",
    "size": "边长加倍，用时变为四倍。",
    "steadiness": "使静止的部分不闪烁。",
    "keep_colors": "保留的办法：只绘明暗，或先把视频的颜色赋予 S。",
    "rate": "减半则用时减半。",
    "start": "片段的起点。",
    "end": "片段的终点；留空则到视频结尾。",
}
CHOICES = {"keep_colors": [("不保留", "no"), ("按亮度保留", "luminance"), ("让 S 适应视频", "matched")]}

UNPLAYED = "浏览器无法播放这种视频，但仍可绘制。"
NO_FILM = "请选择视频：MP4、MOV、MKV、WebM 或 AVI。"
NO_STYLE = "请选择风格：点击一幅，或使用你自己的图片。"
NOTE = "{told}。"
WITH_SOUND, WITHOUT_SOUND = "有声", "无声"
SOUND = {"copied": "声音原样保留", "encoded as AAC": "声音编码为 AAC", "none": "无声"}


def intro(seconds: float, megabytes: int) -> str:
    """What the tab does, and its limits."""
    return (
        f"**把视频绘成一幅画的风格**，并保留声音。最长 {seconds:.0f} 秒、最大 {megabytes} MB；更长的视频可截取一段。"
        "一概不留存：两段视频都在一小时内删除。"
    )


def looked(seconds: float | None, width: int, height: int, sound: bool) -> str:
    """What is known of a film that was given."""
    length = "" if seconds is None else f"{seconds:.1f} 秒，"
    return f"{length}将以 {width} × {height} 像素绘制，{WITH_SOUND if sound else WITHOUT_SOUND}。"


def shipped(seconds: float, width: int, height: int) -> str:
    """What the film is that the tab opens with."""
    return f"示例视频绘制后的样子：{seconds:.0f} 秒，{width} × {height} 像素。"


def too_long(name: str, seconds: float, limit: float) -> str:
    """The error for a film that is too long for the page."""
    return f"{name} 将长达 {seconds:.0f} 秒，本页的上限是 {limit:.0f} 秒。请在“更多”中用起止秒数截取一段。"


def too_many_bytes(name: str, megabytes: int, limit: int) -> str:
    """The error for a file that is too large for the page."""
    return f"{name} 有 {megabytes} MB，上限是 {limit} MB。请剪短，或存成较小的文件。"


def going(step: FilmStep) -> str:
    """The progress of a film."""
    of = "" if step.frames is None else f"，共 {step.frames} 帧"
    left = "" if step.seconds_left is None else f" · 剩余 {duration(step.seconds_left)}"
    return f"第 {step.frame} 帧{of}{left}"


def finished(step: FilmStep, time_over: bool) -> str:
    """How a film ended."""
    what = f"{step.film_seconds:.1f} 秒，{step.width} × {step.height} 像素，{SOUND[step.sound]}"
    if step.last:
        return f"完成，用时 {duration(step.seconds)}：{what}。"
    how = "结束" if time_over else "取消"
    return f"在第 {step.frame} 帧之后{how}。目前的视频：{what}。"
