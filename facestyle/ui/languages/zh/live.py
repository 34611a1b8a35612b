"""The words of the tab Live, in Chinese."""

from __future__ import annotations

TAB = "实时"
INTRO = (
    "网络只需一次前向传播，就绘出你的摄像头画面；它已学会为任意风格降低 J。运行时可随时换风格。"
    "**不保留任何画面**：每一帧绘完即弃。"
)
START, STOP, OTHER_CAMERA = "打开摄像头", "停止", "切换摄像头"
STYLE, WALL = "风格图 S", "我们自绘的风格：点击一幅"
MORE = "更多：你自己的风格、尺寸"
LABELS = {"strength": "风格强度", "largest": "最大尺寸"}
INFOS = {
    "strength": "0：按摄像头所见本来的样子重绘。",
    "largest": "长边像素数。机器跟不上时会绘得小一些。",
}
STAGE, ANSWER = "绘制后的摄像头画面", "摄像头所见，以 S 的风格绘出"
EXAMPLE = "示例。打开摄像头就能看到你自己。"
PACE = "每秒 {rate} 帧 · 延迟 {age} 秒 · {size} 像素"
ASKING = "浏览器正在询问本页能否使用摄像头。"
BEGINS = "请稍候：正在处理第一帧。"
HIDDEN = "此标签页不可见时摄像头关闭。请按“打开摄像头”继续。"

CAMERA_PROBLEMS = {
    "NotAllowedError": "浏览器不允许本页使用摄像头。请在地址栏旁选择允许，再按“打开摄像头”。",
    "NotFoundError": "没有找到摄像头。请连接一个，再按“打开摄像头”。",
    "NotReadableError": "摄像头正被其他程序使用。请关闭那个程序，再按“打开摄像头”。",
    "Unsupported": "浏览器在这里不向网页提供摄像头：只有以 https 开头的地址，或在运行本服务的计算机上才可以。",
    "": "摄像头未能启动。请重试，或换一个浏览器。",
}
LOST = "与服务器的连接已断开。请按“打开摄像头”重试。"

NO_STYLE = "请选择风格：点击一幅，或使用你自己的图片。"
FRAME = "摄像头的画面"
NOT_ARRIVED = "摄像头的画面没有完整送达；请再按“打开摄像头”。"
NO_VISITOR = "摄像头的画面须说明属于哪一路视频；请再按“打开摄像头”。"


def waiting(place: int, at_once: int) -> str:
    """The message for a visitor whose turn has not come; place 1 is next."""
    here = "下一个就是你。" if place == 1 else f"你排在第 {place} 位。"
    return f"有 {at_once} 位访客正在使用摄像头，已达这台机器同时服务的上限。{here}轮到你时自动开始。"


def too_many(waiting: int) -> str:
    """The message for a visitor who can't even wait."""
    return f"已有 {waiting} 位访客在排队。请过几分钟再按“打开摄像头”。"


def time_over(seconds: float) -> str:
    """The message at the end of a turn."""
    return f"你的 {seconds / 60:.0f} 分钟已到。请按“打开摄像头”继续。"
