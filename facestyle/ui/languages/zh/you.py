"""The words of 'You as a painting', in Chinese."""

from __future__ import annotations

from facestyle.ui.languages.zh import shared

TAB = "画中的你"
INTRO = (
    "**一张肖像，四种风格，还是你吗？** 人脸验证的编码器给出每幅画与照片的距离 d，标尺与人脸验证的结论相同。"
    "网络一次前向传播同时绘出四幅，随后用梯度下降逐幅重绘，并使 d 保持很小。"
)
PHOTO, RUN, CANCEL = "你的照片", "为我画像", "取消"
THE_PHOTO = "你的照片"
LIKENESS = "接近程度"
LIKENESS_INFO = "越接近，脸上的 S 越少。"
LIKENESSES = [("像", "likeness"), ("很像", "good-likeness"), ("肖像", "portrait")]
MORE = "更多：选哪些风格、步数"
STYLES, STYLES_INFO = "风格", "最多四种。"
STEPS, STEPS_INFO = "每幅的梯度下降步数", "步数越多，S 越多。"
EMPTY = "你的四幅画会显示在这里。请拍摄或选择一张照片，再按“为我画像”。"
LOOKING = "正在找你的脸……"
NEVER_BEGUN = "第一幅画开始之前已取消。"
DOWNLOAD = "下载合图，PNG"
ORIGINAL = "C，原照片"
ONE_PASS, REFINED = "一次前向传播", "{steps} 步，带身份代价"
WAITS = "目前为一次前向传播"
STILL_YOU, NOT_YOU, NO_FACE = "还是你", "已不是你", "画中检测不到脸"
DISTANCE = "d = {d:.2f}，低于 {tau:.2f} 即为同一人"
SCALE = "d = {d:.2f}，标尺从 0 到 4，低于 {tau:.2f} 即为同一人"
NO_PHOTO = "没有提供照片；请拍摄或选择一张，再按“为我画像”。"
WRONG_STYLES = "选了 {count} 种风格；最多选 {most} 种。"
UNKNOWN_STYLE = "没有名为 {name!r} 的风格；请从 {known} 中选择。"
ALT = "{title}，{state}"


def refining(step: int, steps: int) -> str:
    """The state of the portrait that is being painted."""
    return f"第 {step} 步，共 {steps} 步"


def going(number: int, count: int, seconds: float | None) -> str:
    """The progress of all portraits."""
    left = "" if seconds is None else f" · 剩余 {shared.duration(seconds)}"
    return f"正在绘制第 {number} 幅，共 {count} 幅{left}"


def finished(known: int, count: int, stopped: bool) -> str:
    """How it ended."""
    return f"{'已停止。' if stopped else ''}按人脸验证的编码器和 τ，{count} 幅中有 {known} 幅还是你。"
