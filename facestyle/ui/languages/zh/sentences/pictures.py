"""Sentences about pictures and files, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "{name} is an array of shape {shape}; {hint}.": "{name}是形状为 {shape} 的数组；{hint}。",
    "give height x width x channels, as array.transpose(1, 2, 0) does": (
        "请提供“高 x 宽 x 通道”，用 array.transpose(1, 2, 0) 即可"
    ),
    "give one picture at a time, or a list of pictures where several are taken": "请一次提供一张图片；可接受多张时，请提供图片列表",
    "give height x width, or height x width x 3 (4 with opacity)": "请提供“高 x 宽”，或“高 x 宽 x 3”（带不透明度时为 4）",
    "{name} is an array of {dtype}; give uint8 from 0 to 255, or floats from 0 to 1.": (
        "{name}是 {dtype} 数组；请提供 0 到 255 的 uint8，或 0 到 1 的浮点数。"
    ),
    "{name} is an array of floats from {low} to {high}; give floats from 0 to 1, or uint8 from 0 to 255.": (
        "{name}是从 {low} 到 {high} 的浮点数组；请提供 0 到 1 的浮点数，或 0 到 255 的 uint8。"
    ),
    "{name} is an array that numpy can't read ({kind}); give tensor.detach().cpu().numpy().": (
        "{name}是 numpy 无法读取的数组（{kind}）；请提供 tensor.detach().cpu().numpy()。"
    ),
    "{name} is {what}, which is not read here; {advice}.": "{name}是{what}，这里无法读取；{advice}。",
    "{name} is too large ({size}); the limit is {pixels} megapixels ({jpeg} for JPEG). Save it smaller and try "
    "again.": "{name}太大（{size}）；上限为 {pixels} 百万像素（JPEG 为 {jpeg}）。请存小一些再试。",
    "{count} megapixels": "{count} 百万像素",
    "{width} x {height} pixels": "{width} x {height} 像素",
    "{name} is empty (0 bytes); choose another picture.": "{name}是空文件（0 字节）；请另选一张图片。",
    "{name} is not a picture that can be read here; use {formats}.": "{name}不是这里能读取的图片；请用 {formats}。",
    "{name} is {width} x {height} pixels; at least {least} are needed on each side.": (
        "{name}为 {width} x {height} 像素；每边至少需要 {least} 像素。"
    ),
    "{name} needs pixels of H x W x 3, uint8; Picture.from_array makes them.": (
        "{name}需要 H x W x 3 的 uint8 像素；可用 Picture.from_array 生成。"
    ),
    "{name} needs a digest of its content; Picture.from_array computes one.": (
        "{name}需要内容摘要；可用 Picture.from_array 计算。"
    ),
    "{name} does not fit into memory; use a smaller picture.": "{name}超出内存；请用小一些的图片。",
    "{name} is damaged or cut off and can't be read to its end; save or upload it again.": (
        "{name}已损坏或不完整，无法读到结尾；请重新保存或上传。"
    ),
    "{name} has a damaged header; save or upload it again.": "{name}的文件头已损坏；请重新保存或上传。",
    "{name} is {size} MB; the limit is {most} MB. Save it smaller and try again.": (
        "{name}有 {size} MB，上限为 {most} MB。请存小一些再试。"
    ),
    "{name} is missing; choose or drop a picture first.": "缺少{name}；请先选择或拖入一张图片。",
    "{name} was given as a file of text; open it with mode 'rb'.": "{name}是以文本方式打开的文件；请用 'rb' 模式打开。",
    "{name} was given as a {scheme}: address; give a file instead.": "{name}是 {scheme}: 地址；请改用文件。",
    "{name} can't be read from the open file that was given; open it again.": "无法从所给的已打开文件中读取{name}；请重新打开。",
    "{name} {what}; check the path {path}.": "{name}{what}；请检查路径 {path}。",
    "is a folder, not a picture": "是文件夹，不是图片",
    "is a folder, not a film": "是文件夹，不是视频",
    "was not found": "未找到",
    "was not found, or may not be read": "未找到，或没有读取权限",
    "{name} can't be read; check the path and its rights.": "无法读取{name}；请检查路径和权限。",
    "{name} was given as {kind}; give a file, its bytes, an array of pixels or a Pillow image.": (
        "{name}是 {kind}；请提供文件、文件的字节、像素数组或 Pillow 图像。"
    ),
    "The folder {folder} was not found; give a folder that holds pictures.": "未找到文件夹 {folder}；请提供含有图片的文件夹。",
    "{folder} holds no picture; give a folder of JPEG, PNG or WebP files.": (
        "{folder} 中没有图片；请提供含有 JPEG、PNG 或 WebP 文件的文件夹。"
    ),
    "The folder {folder} can't be read; check its rights.": "无法读取文件夹 {folder}；请检查权限。",
    "{path} ends in none of {endings}; the ending chooses the format.": "{path} 的扩展名不在 {endings} 之中；格式由扩展名决定。",
    "{path} can't be written; choose a file in a folder that exists and may be written to.": (
        "无法写入 {path}；请选择一个存在且可写的文件夹中的文件。"
    ),
    "The folder {folder} may not be written to; choose another.": "没有写入文件夹 {folder} 的权限；请另选一个。",
    "The folder {folder} can't be made ({why}); choose another.": "无法建立文件夹 {folder}（{why}）；请另选一个。",
    "{path} is {what}, and would be overwritten; choose another place for the result.": (
        "{path} 是{what}，会被覆盖；请为结果另选位置。"
    ),
    "{path} can't be written ({why}); choose another place.": "无法写入 {path}（{why}）；请另选位置。",
}
