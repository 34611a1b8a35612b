"""The words that the tabs share, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from facestyle.ui import languages

LANGUAGE, SHORT, LANG = "中文", "中文", "zh-CN"
LANGUAGES = "语言"
GRADIO = {
    "Capture from camera": "用摄像头拍摄",
    "Clear": "清除",
    "Click to upload or drop files": "点击上传，或拖入文件",
    "Close": "关闭",
    "Download": "下载",
    "Exit full screen": "退出全屏",
    "Exit fullscreen mode": "退出全屏",
    "File upload": "上传文件",
    "Fullscreen": "全屏",
    "Gradio footer navigation": "页脚导航",
    "More tabs": "更多标签页",
    "Paste from clipboard": "从剪贴板粘贴",
    "Remove Image": "移除图片",
    "Reset to default value": "恢复默认值",
    "Upload file": "上传文件",
    "number input for {}": "{}（数值）",
    "range slider for {}": "{}（滑块）",
    "Thumbnail {} of {}": "第 {} 张缩略图，共 {} 张",
    "processing |": "处理中 |",
    "queue: {}/{} |": "排队：{}/{} |",
}
TITLE = "facestyle"
DOCUMENT = "facestyle：人脸识别与神经风格迁移"
TAGLINE = "人脸验证、人脸识别与神经风格迁移：用你自己的照片，即刻体验。"
PICTURED = "六种自制的风格，下方是标题"
PRIVACY = (
    "图片只在内存中处理，从不留存：上传的文件一小时内删除；人员库只保存编码（只有你要求时才另存小图），"
    "访问结束即清空，除非你让浏览器保留。使用人脸识别须征得照片中人的同意。"
)

PLEASE_CHECK = "请检查"
UNEXPECTED = "出现了意外错误。"
REPORT = "出了问题；如需反馈，请注明编号 {request}。"
TOO_OFTEN = "最近一分钟内的请求过多；请在 {seconds} 秒后再试。"
QUEUE_FULL = "页面正忙：已有 {waiting} 个请求在等待，无法再接受更多。请一分钟后再试。"
TOO_MANY_WAITING = "您已有 {most} 个请求在等待；请等其中一个结束，或取消它。"
ELSEWHERE = "保存你这次访问的服务器已停止。请重新加载页面，由另一台服务器继续。你录入的人员和训练的模型已不存在，保存在此浏览器中的人员库除外。"
CLOSED = "服务器即将重启，请在一分钟后重新加载页面。"
GONE = "你之前的访问已结束：服务器重启过，或者你离开的时间太长。你录入的人员和训练的模型已不存在，保存在此浏览器中的人员库除外。"
STOPPING = "服务器即将重启。正在进行的任务还有几秒钟可以完成，之后将被终止。"
PAIRS = ("同一位男士", "两位男士", "同一位男士", "一位女士和一位男士")
CONTENTS = {"china": "寺庙", "coffee": "一杯咖啡", "chelsea": "猫", "astronaut": "宇航员"}
PHOTOGRAPHS = {"obama2-astronaut-biden-640": "三个人", "obama3": "一位男士", "astronaut": "宇航员"}
COSTS_EMPTY = "G 成形时，这里会显示代价：J 及其各部分。"
OUT_OF_MEMORY = "内存不足，本次运行已终止。请选择较小的尺寸或较少的图片，或一分钟后再试。"
COSTS = "各步的代价"
STEP = "第 {step} 步"
PROGRESS = "进度"
SHIPPED = "这是示例的现成结果。按“{press}”即可实际运行。"
WAKING = "正在加载神经网络，约 {seconds} 秒"
FETCHING = "正在下载 {network}，只需一次"

OLD, OLD_ALONE = "结果已过时：“{changed}”已更改。请按“{press}”。", "结果已过时：“{changed}”已更改。"
AGAIN = "“{changed}”已更改，请稍候……"
CHANGED_SINCE = "运行开始后，“{changed}”有更改。"
ENDED = "连接中断或页面重新加载，运行已终止。请按“{press}”重新运行。"
AND, OTHERS, INPUT = "和", "其他输入", "输入"
COMMA, BEFORE_LAST = "、", "、"
BETWEEN = ""
PARTS = {"gallery": "人员库", "calibration": "校准", "model": "训练好的模型"}

CHI2 = "\n\nχ² 适用于非负数，而编码含有负数：因此把编码的正部和负部依次写出，数的个数随之加倍。"


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun; Chinese nouns have no plural, and `one` brings its measure word along."""
    return f"{count} {one}"


def people(count: int) -> str:
    """A number of people."""
    return f"{count} 人"


def flaws(found: Sequence[str]) -> str:
    """What is wrong with a face, as the engine says it."""
    return "、".join(map(languages.said, found))


def duration(seconds: float) -> str:
    """A time in words."""
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分钟"


def time_over(seconds: float) -> str:
    """What is said of a run that took too long; whatever it has made so far is shown."""
    return f"已提前结束：本服务器上一次运行最多 {duration(seconds)}。较小或较短的任务用时更少。"


def another_restyles(left: float | None) -> str:
    """The message while another visitor's restyling or film runs, with the seconds left."""
    wait = "" if left is None else f"（还需约 {duration(left)}）"
    return f"另一位访客的图片或视频正在绘制{wait}。接下来就轮到你，届时会自动开始。"


#: Titles of our own styles, by the name of their file.
_STYLES = {
    "ink-wash": "水墨",
    "marbling": "大理石纹",
    "mosaic": "马赛克",
    "op-art": "欧普艺术",
    "pastel": "粉彩",
    "pointillism": "点彩",
    "stained-glass": "彩绘玻璃",
    "swirling-strokes": "旋涡笔触",
    "woodblock-waves": "木版海浪",
}


def style_title(name: str) -> str:
    """The title of one of our own styles, by the name of its file."""
    return _STYLES.get(name, name.replace("-", " "))
