"""Sentences about the gallery and its people, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "{label} shows {found} faces; face {number} from the left {why} and is enrolled.": (
        "{label}中有 {found} 张脸；从左数第 {number} 张{why}，已录入。"
    ),
    "fits {name}'s other pictures": "与{name}的其他照片相符",
    "is the largest": "最大",
    "{label} and {name}'s {others} other pictures seem to show different people, and too few agree to tell which "
    "is {again}. They are kept aside; remove what is wrong, or accept what is right.": (
        "{label}与{name}的另外 {others} 张照片似乎不是同一人，相符的太少，无法判断哪一位是{again}。它们已列为待确认；请移除错误的，或确认正确的。"
    ),
    "None of the {found} faces in {label} fits {name}'s other pictures (nearest: {far}). It is kept aside; "
    "remove it, or {which}.": "{label}中的 {found} 张脸都与{name}的其他照片不符（最近：{far}）。它已列为待确认；请移除，或{which}。",
    "accept the right face by its number, from the left": "按从左数的编号确认正确的脸",
    "d = {d} on average, tau = {tau}": "平均 d = {d}，τ = {tau}",
    "d = {d}, tau = {tau}": "d = {d}，τ = {tau}",
    "{label} may show somebody else: it is far from {agreeing} ({far}). It is kept aside; remove it, or accept "
    "it if it shows {name}.": "{label}可能是别人：它离{agreeing}很远（{far}）。它已列为待确认；请移除，如果确实是{name}，请确认。",
    "{count} pictures of {name}": "{name}的 {count} 张照片",
    "{label} is also among the pictures of {also}, and nothing tells whom it shows. It is kept aside; add "
    "another picture of {name}, or accept it under one name.": (
        "{label}也在{also}的照片之中，无法判断是谁。它已列为待确认；请再添加一张{name}的照片，或在其中一个姓名下确认它。"
    ),
    "{label} shows {found} faces, and no other picture tells which is {name}. It is kept aside; add a picture of "
    "{again} alone, or {which}.": "{label}中有 {found} 张脸，没有其他照片能说明哪一位是{name}。它已列为待确认；请添加一张{again}的单人照，或{which}。",
    "{label} and {other} seem to show different people (d = {d}, tau = {tau}), and nothing tells which is {name}"
    ". Both are kept aside; add another picture of {again}, or accept what is right.": (
        "{label}与{other}似乎不是同一人（d = {d}，τ = {tau}），无法判断哪一位是{name}。两张都已列为待确认；请再添加一张{again}的照片，或确认正确的那张。"
    ),
    "{name} is not a gallery that facestyle has exported; choose another file.": "{name}不是 facestyle 导出的人员库；请另选文件。",
    "{name} is damaged: its contents are not what was written. Export the gallery again.": (
        "{name}已损坏：内容与写入时不同。请重新导出人员库。"
    ),
    "{path} was made with the encoder {encoder}, not {other}; leave --encoder out, or choose another file.": (
        "{path} 是用编码器 {encoder} 制作的，不是{other}；请去掉 --encoder，或另选文件。"
    ),
    "{name} has version {version} of the gallery format, and versions up to {known} are read here; use the "
    "version of facestyle that wrote it.": "{name}的人员库格式为第 {version} 版，这里最高只能读取第 {known} 版；请用写出它的 facestyle 版本。",
    "People in {name} were encoded under {contract}, and {encoder} is {known} here: these can't be compared. "
    "{advice}": "{name}中的人是按 {contract} 编码的，而这里的 {encoder} 是 {known}：两者无法比较。{advice}",
    "nothing of that name": "不存在",
    "Give the trained model as encoder.": "请用训练好的模型作为编码器。",
    "Enrol them again from pictures.": "请用照片重新录入。",
    "{name} names a person or a picture twice; export the gallery again.": "{name}中有人或照片出现了两次；请重新导出人员库。",
    "{name} holds encodings that are not finite or not of unit length; export it again.": (
        "{name}中有的编码不是有限数或长度不为一；请重新导出。"
    ),
    "{name} is larger than {size} GB; a gallery never is.": "{name}超过 {size} GB；人员库不会这么大。",
    "The gallery {name} can't be read; check the path.": "无法读取人员库{name}；请检查路径。",
    "{name} does not hold {key} of the shape {shape}; export the gallery again.": (
        "{name}中没有形状为 {shape} 的 {key}；请重新导出人员库。"
    ),
    "{name} holds a name that can't be used: {problem}": "{name}中有不能使用的姓名：{problem}",
    "The gallery folder {folder} was not found; give a folder that holds NAME/*.jpg.": (
        "未找到人员库文件夹 {folder}；请提供内含“姓名/*.jpg”的文件夹。"
    ),
    "{folder} holds no pictures; it should hold NAME/*.jpg, a folder for each person, or NAME.jpg.{more}": (
        "{folder} 中没有照片；其中应有“姓名/*.jpg”（每人一个文件夹）或“姓名.jpg”。{more}"
    ),
    "The gallery folder {folder} can't be read ({why}).": "无法读取人员库文件夹 {folder}（{why}）。",
    "The gallery is empty; enrol somebody from one photograph first.": "人员库是空的；请先用一张照片录入一个人。",
    "Encodings of shape {shape} were given, the gallery holds {numbers} numbers each; these come from different "
    "encoders and can't be compared.": "所给编码的形状为 {shape}，人员库中每个编码有 {numbers} 个数；两者出自不同的编码器，无法比较。",
    "These people were encoded by {encoder}, the gallery's by {other}; these can't be compared. Enrol them again "
    "from pictures, or use a gallery of {again}.": (
        "这些人由 {encoder} 编码，人员库则用{other}；两者无法比较。请用照片重新录入，或使用{again}的人员库。"
    ),
    "The gallery holds {encodings} of at most {limit} encodings; there is no room for {more} more. Remove some.": (
        "人员库已有 {encodings} 个编码，上限 {limit} 个；放不下另外 {more} 个。请移除一些。"
    ),
    "Nobody named {name} is in the gallery; choose a name from the list.": "人员库中没有{name}；请从列表中选择姓名。",
    "(no name)": "（未填姓名）",
    "This face of this picture is enrolled as {name} already; rename {again}, or remove {once} first.": (
        "这张照片的这张脸已录入为{name}；请先给{again}改名，或移除{once}。"
    ),
    "Somebody named {name} is in the gallery already; choose another name, or merge the two.": (
        "人员库中已有{name}；请另取姓名，或合并两人。"
    ),
    "{name} can't be merged into the same person; choose two people.": "{name}不能与自己合并；请选择两个人。",
    "{name} has no picture {number}; choose one of {numbers}.": "{name}没有编号为 {number} 的照片；请从 {numbers} 中选择。",
    "A person needs a name; type one.": "缺少姓名；请填写。",
    "The name {name}… has {length} characters; use at most {most}.": "姓名{name}……有 {length} 个字符；最多 {most} 个。",
    "The name {name} holds characters that names don't have; type it in plain text.": (
        "姓名{name}含有姓名中不会有的字符；请用普通文字填写。"
    ),
    "This face was encoded under {contract}, the gallery under {expected}; these can't be compared. Choose the "
    "encoder {encoder}, or clear the gallery and enrol again.": (
        "这张脸按 {contract} 编码，人员库则按 {expected}；两者无法比较。请选择编码器 {encoder}，或清空人员库重新录入。"
    ),
    "Face {number} of {label} can't be enrolled; choose one of {listed}.": (
        "{label}的第 {number} 张脸不能录入；请从 {listed} 中选择。"
    ),
    "{label} shows {found} faces; accept one of them by its number from the left, such as {again}#{number}.": (
        "{label}中有 {found} 张脸；请按从左数的编号确认其中一张，例如{again}#{number}。"
    ),
    "One face in {label} fits {names} alike. It is kept aside; merge them if they are one person, or accept the "
    "picture under one name.": "{label}中有一张脸与{names}同样相符。它已列为待确认；若是同一人请合并，或在其中一个姓名下确认这张照片。",
    "The gallery {gallery} has no id of a store; give 32 digits from 0-9 and a-f.": (
        "人员库 {gallery} 的标识不是存储中的标识；请给出 32 位由 0-9 和 a-f 组成的数字。"
    ),
    "The store {store} needs pymilvus, which is not installed; run pip install 'facestyle[cluster]', or let galleries "
    "live in memory.": "存储 {store} 需要 pymilvus，但它没有安装；请运行 pip install 'facestyle[cluster]'，或让人员库保存在内存中。",
    "The store {store} can't be opened: another process has it open, its folder is absent, or it is no store. End the "
    "other process, or serve the store to both and give its address.": (
        "无法打开存储 {store}：另一个进程正在使用它，或其文件夹不存在，或它不是存储。请结束那个进程，或把存储作为服务提供给两者并给出其地址。"
    ),
    "The store {store} can't be reached or refuses; check that Milvus runs there, its address, the token and the "
    "certificate. It says: {reason}": (
        "无法连接存储 {store}，或被它拒绝；请检查 Milvus 是否在那里运行，以及地址、令牌和证书。它的说明：{reason}"
    ),
    "The store that galleries live in does not answer, or refuses. Try again in a minute; the log says why.": (
        "保存人员库的存储没有响应，或拒绝了请求。请一分钟后重试；原因见日志。"
    ),
    "The store has no gallery {gallery} with people of the encoder {encoder}; check the id and the encoder.": (
        "存储中没有含编码器 {encoder} 的人员的人员库 {gallery}；请检查标识和编码器。"
    ),
    "The gallery {gallery} is open to be read; open it with kept_gallery to change it.": (
        "人员库 {gallery} 是为读取而打开的；要更改它，请用 kept_gallery 打开。"
    ),
    "The gallery changes while it is read; try again.": "人员库在读取期间发生了变化；请重试。",
    "The gallery changes while it is searched; try again.": "人员库在搜索期间发生了变化；请重试。",
    "The people in the store {store} have the index {kind}, and {index} is asked for. Set FACESTYLE_GALLERY_INDEX={same}, "
    "or end its pages and run `facestyle gallery reindex --index {other}`.": (
        "存储 {store} 中的人员使用索引 {kind}，而要求的是 {index}。请设置 FACESTYLE_GALLERY_INDEX={same}，"
        "或结束使用它的页面并运行 `facestyle gallery reindex --index {other}`。"
    ),
    "{address} is no store of galleries; give http://..., https://... or FILE.db.": (
        "{address} 不是人员库的存储；请给出 http://...、https://... 或 FILE.db。"
    ),
    "Galleries live in {store}, so --gallery can't be given; leave it out, or set {variable}.": (
        "人员库保存在 {store} 中，因此不能给出 --gallery；请去掉它，或设置 {variable}。"
    ),
}
