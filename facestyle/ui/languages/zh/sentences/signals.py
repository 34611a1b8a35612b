"""Sentences about signals, recordings and volumes, in Chinese."""

from __future__ import annotations

SENTENCES = {
    "The {name} has {numbers} numbers and the signal {axes} dimension{s}; give one number for all, or one for "
    "each.": "{name} 有 {numbers} 个数，而信号有 {axes} 维；请用一个数表示全部，或每维一个。",
    "{filters} filters over {shape} take {products} multiplications, and {most} are allowed; choose a smaller "
    "filter or signal, or a larger stride.": (
        "{filters} 个滤波器作用于 {shape} 需要 {products} 次乘法，上限为 {most} 次；请选择更小的滤波器或信号，或更大的步幅。"
    ),
    "A signal of shape {shape} can't be convolved; give channels, then 1 to 3 axes of positions.": (
        "形状为 {shape} 的信号无法卷积；请先给通道，再给 1 到 3 个位置轴。"
    ),
    "Filters of shape {shape} don't go with {axes} dimension{s}; give filters, then channels, then {again} ax{es}"
    " of taps.": "形状为 {shape} 的滤波器与 {axes} 维不符；请依次提供滤波器、通道和 {again} 个抽头轴。",
    "The filters have {channels} channels and the signal has {others}; a filter spans all channels of its input, "
    "so both numbers have to be the same.": "滤波器有 {channels} 个通道，信号有 {others} 个；滤波器覆盖输入的全部通道，两个数必须相同。",
    "{positions} dimensions were given; a signal here has 1, 2 or 3.": "提供了 {positions} 维；这里的信号为 1、2 或 3 维。",
    "A filter of {f} does not fit into a signal of {n}{padded}: valid convolution needs n + 2p ≥ f, and {again} "
    "+ {both} < {once}. Choose a filter of at most {most}, or pad by {least}.": (
        "大小为 {f} 的滤波器放不进长度为 {n} 的信号{padded}：valid 卷积要求 n + 2p ≥ f，而 {again} + {both} < {once}。请选择至多 {most} "
        "的滤波器，或填充 {least}。"
    ),
    " padded by {p} at each end": "（两端各填充 {p}）",
    "{biases} biases were given for {filters} filters; give one for each.": (
        "为 {filters} 个滤波器提供了 {biases} 个偏置；请每个给一个。"
    ),
    "Layer {number}: {problem}": "第 {number} 层：{problem}",
    "ectopic_sign is {sign}; give 1 or -1.": "ectopic_sign 为 {sign}；须为 1 或 -1。",
    "A WFDB record is one .hea file and its signal files (.dat); {headers} and {signals} were given.": (
        "一个 WFDB 记录由一个 .hea 文件及其信号文件（.dat）组成；提供了 {headers} 个和 {signals} 个。"
    ),
    "{name} is empty; give a file with a sample in each line.": "{name} 是空文件；请提供每行一个采样点的文件。",
    "{name} has {total} samples, {seconds} s; fewer than 2 lie in the part that is wanted.": (
        "{name} 有 {total} 个采样点，共 {seconds} 秒；所要的部分不足 2 个采样点。"
    ),
    "{name}: all samples are missing there; choose another part or column.": "{name}：该处采样点全部缺失；请选择其他部分或其他列。",
    "{name} lacks {missing} of {samples} samples, {longest} of them in a row; single ones are interpolated, so "
    "many are not. Choose another part or column.": (
        "{name} 的 {samples} 个采样点缺少 {missing} 个，其中连续缺少 {longest} 个；个别缺失可以插值，这么多不行。请选择其他部分或其他列。"
    ),
    "A .dat file alone does not say its format; give the .hea file of the record too.": (
        "单独的 .dat 文件没有格式信息；请同时提供该记录的 .hea 文件。"
    ),
    "{name} has {size} MB; give a file of at most {most}.": "{name} 有 {size} MB；请提供至多 {most} MB 的文件。",
    "There is no readable file {name}; check its name.": "没有可读的文件 {name}；请检查文件名。",
    "{files} files were given; give one CSV file, or one .hea with its signal files.": (
        "提供了 {files} 个文件；请提供一个 CSV 文件，或一个 .hea 及其信号文件。"
    ),
    "{taps} taps were given; give 1 to {most}, such as 0.2, 0.2, 0.2, 0.2, 0.2.": (
        "提供了 {taps} 个抽头；请提供 1 到 {most} 个，例如 0.2, 0.2, 0.2, 0.2, 0.2。"
    ),
    "The tap {tap} is not a number; write the taps as 0.2, 0.2, 0.2.": "抽头 {tap} 不是数字；请把抽头写成 0.2, 0.2, 0.2。",
    "'to' is {end} s and 'from' is {start} s; give a 'to' after 'from'.": "“止”为 {end} 秒，“起”为 {start} 秒；“止”须在“起”之后。",
    "{name}: {example} can be one number in groups of three digits, or two columns. Put the names of the columns "
    "into the first line, or write the numbers without such groups.": (
        "{name}：{example} 可能是三位分节的一个数，也可能是两列。请在第一行写上列名，或不用这种分节写法。"
    ),
    "{name} has {columns} columns of numbers; at most {most} are read.": "{name} 有 {columns} 列数字；最多读取 {most} 列。",
    "{name}: the numbers reach {largest}; {limit} is the limit.": "{name}：数值达到 {largest}；上限为 {limit}。",
    "{name} is not a text file; give a CSV file with numbers.": "{name} 不是文本文件；请提供含数字的 CSV 文件。",
    "{name} has {lines} lines; give at most {most}, each of at most {characters} characters.": (
        "{name} 有 {lines} 行；最多 {most} 行，每行最多 {characters} 个字符。"
    ),
    "{name} holds no column of numbers; give a CSV file with a sample in each line.": (
        "{name} 中没有数字列；请提供每行一个采样点的 CSV 文件。"
    ),
    "{name}: {wrong}.": "{name}：{wrong}。",
    "line {at} holds {odd}: commas seem to be decimal marks there, and separators too": (
        "第 {at} 行有 {odd}：逗号在那里似乎既是小数点又是分隔符"
    ),
    "line {at} holds {odd} where a number is wanted": "第 {at} 行的 {odd} 处应为数字",
    "line {at} has {cells} columns, the others have {width}": "第 {at} 行有 {cells} 列，其他行有 {width} 列",
    "{name} holds {samples} samples; give at least 2, one in each line.": "{name} 有 {samples} 个采样点；请至少提供 2 个，每行一个。",
    "{name}: {example} can be read in two ways. Say whether the decimal mark is a point or a comma: --decimal "
    "point or --decimal comma; on the page, Decimal mark.": (
        "{name}：{example} 有两种读法。请说明小数点是点还是逗号：在页面上选“CSV 文件的小数点”，在命令行用 --decimal point 或 --decimal comma。"
    ),
    "{name} has {width} columns, and no numbers in column {column}; choose another column.": (
        "{name} 有 {width} 列，第 {column} 列中没有数字；请选择其他列。"
    ),
    "S has {samples} samples; give {least} to {most}: the widest filter has to fit.": (
        "S 有 {samples} 个采样点；请提供 {least} 到 {most} 个：须放得下最宽的滤波器。"
    ),
    "S is constant: it has no texture. Give a signal that changes.": "S 没有变化，因此没有纹理。请提供有变化的信号。",
    "simulated, {rate} beats a minute": "模拟，每分钟 {rate} 次心搏",
    "{rate} samples a second, as its first lines say": "每秒 {rate} 个采样点，据其开头几行",
    "{rate} samples a second, from its times": "每秒 {rate} 个采样点，由其时间得出",
    "{rate} samples a second are assumed": "假定每秒 {rate} 个采样点",
    "{rate} samples a second are assumed, since the unit of its times is not known": "假定每秒 {rate} 个采样点，因为其时间的单位不明",
    "its times give {measured} samples a second, its first lines say {said}": "由其时间得每秒 {measured} 个采样点，开头几行则写 {said}",
    "its times have {gaps} gaps, the longest {longest} s, which are not filled": (
        "其时间有 {gaps} 处间断，最长 {longest} 秒，未作填补"
    ),
    "{rows} row{s} of {samples} samples": "{rows} 行，每行 {samples} 个采样点",
    "commas read as decimal marks": "逗号读作小数点",
    "{lines} line{s} before the numbers left out": "略去数字之前的 {lines} 行",
    "not UTF-8; read as Windows-1252": "不是 UTF-8；按 Windows-1252 读取",
    "{first} to {last} s of {total}": "第 {first} 到 {last} 秒，共 {total} 秒",
    "{first} to {last} s of {total}; more than {most} samples are not read at once": (
        "第 {first} 到 {last} 秒，共 {total} 秒；一次最多读取 {most} 个采样点"
    ),
    "{missing} missing sample{s} interpolated": "已插值 {missing} 个缺失采样点",
    "{before} samples missing at the start and {after} at the end, left out": "略去开头缺失的 {before} 个和结尾缺失的 {after} 个采样点",
    "lead {lead} of {leads} was taken; the others are {others}": "取用 {leads} 个导联中的第 {lead} 个；其余为 {others}",
    "its header gives no rate: {rate} samples a second are assumed": "头文件没有采样率：假定每秒 {rate} 个采样点",
    "its header gives no gain: 200 units a millivolt are assumed, as in WFDB": "头文件没有增益：按 WFDB 的惯例假定每毫伏 200 个单位",
    "{samples} samples in each of {frames} frames a second": "每秒 {frames} 帧，每帧 {samples} 个采样点",
    "moved to the left by {frames} frames, as its header says": "按头文件左移 {frames} 帧",
    "its samples do not have the checksum in {name}: one of the files may be damaged": (
        "采样点与 {name} 中的校验和不符：其中一个文件可能已损坏"
    ),
    "Lead {lead} of {name} lies in {file}, which was not given; give both files.": (
        "{name} 的第 {lead} 个导联在 {file} 中，但没有提供；请提供两个文件。"
    ),
    "{name} has {leads} leads; there is no lead {lead}.": "{name} 有 {leads} 个导联；没有第 {lead} 个。",
    "{name} promises {count} leads, but has {leads}; 1 to {most} are read.": (
        "{name} 标明有 {count} 个导联，实有 {leads} 个；可读取 1 到 {most} 个。"
    ),
    "{name} promises {rate} frames a second; 0.1 to 50,000 are read.": "{name} 标明每秒 {rate} 帧；可读取 0.1 到 50,000。",
    "{name} promises {length} samples, which is no length.": "{name} 标明有 {length} 个采样点，这不是长度。",
    "{name} is cut off: {header} promises {samples} × {frame} samples, {needed} bytes; it has {size}.": (
        "{name} 不完整：{header} 标明 {samples} × {frame} 个采样点，即 {needed} 字节；实有 {size} 字节。"
    ),
    "{name} is too large to be read at once; choose a shorter part by from and to.": (
        "{name} 太大，无法一次读取；请用“起”“止”选择较短的一段。"
    ),
    "{name} has neither the length nor the checksum that {header} gives.": "{name} 的长度和校验和都与 {header} 所写不符。",
    "{name} joins segments ({segments} and so on); give the files of one of them.": (
        "{name} 由几段拼接而成（{segments} 等）；请提供其中一段的文件。"
    ),
    "{name} is not the header of a WFDB record; give the .hea file as it was published.": (
        "{name} 不是 WFDB 记录的头文件；请提供原样发布的 .hea 文件。"
    ),
    "{name} gives several formats for {file}, or no samples; it can't be read.": (
        "{name} 为 {file} 写了几种格式，或没有采样点；无法读取。"
    ),
    "{name} says format {format}; formats {formats} are read.": "{name} 标明格式为 {format}；可读取的格式有 {formats}。",
    "The volume is {shape} voxels; give {least} to {most} on each of three sides.": (
        "体数据为 {shape} 体素；三边各须为 {least} 到 {most}。"
    ),
    "{name} is not a NIfTI file; give a .nii or .nii.gz file.": "{name} 不是 NIfTI 文件；请提供 .nii 或 .nii.gz 文件。",
    "{name} is cut off: its header promises {needed} bytes, and it has {size}.": (
        "{name} 不完整：文件头标明 {needed} 字节，实有 {size} 字节。"
    ),
    "{paths} files were given; give one NIfTI file, or the .hdr and .img of a pair.": (
        "提供了 {paths} 个文件；请提供一个 NIfTI 文件，或成对的 .hdr 与 .img。"
    ),
    "{name} holds voxels alone; give {stem}.hdr too.": "{name} 只有体素；请同时提供 {stem}.hdr。",
    "{name} is the header of a pair; give {stem}.img too.": "{name} 是一对文件中的文件头；请同时提供 {stem}.img。",
    "{name} has the shape {shape}; a volume has three dimensions.": "{name} 的形状为 {shape}；体数据有三维。",
    "none": "无",
    "{name} has {shape} voxels; give at most {most}, such as 256×256×256.": (
        "{name} 有 {shape} 体素；最多 {most}，例如 256×256×256。"
    ),
    "{name} has {shape} voxels; give at least {least} on each side.": "{name} 有 {shape} 体素；每边至少 {least}。",
    "{name} holds {what}; give a volume of plain numbers, such as one of its channels.": (
        "{name} 中是{what}；请提供普通数值的体数据，例如其中一个通道。"
    ),
    "colours": "颜色",
    "complex numbers": "复数",
    "values of type {kind}": "{kind} 类型的数值",
    "{name} has a damaged NIfTI header: its voxels begin at byte {offset}.": (
        "{name} 的 NIfTI 文件头已损坏：体素从第 {offset} 字节开始。"
    ),
    "{name} has a damaged NIfTI header ({problem}).": "{name} 的 NIfTI 文件头已损坏（{problem}）。",
    "{name} holds no finite value at all; give another file.": "{name} 中没有任何有限数值；请另给文件。",
    "{name} has {shape} voxels of {sides}: with {longest} on the longest side, {shortest} are left on the "
    "shortest. Give a volume with at least {least} there.": (
        "{name} 有 {shape} 体素，大小 {sides}：最长边取 {longest} 时，最短边只剩 {shortest}。请提供该边至少为 {least} 的体数据。"
    ),
    "{name} has no contrast that can be shown: its voxels are {low} to {high}.": (
        "{name} 没有可显示的对比度：体素从 {low} 到 {high}。"
    ),
    "{name} holds values of an unknown type.": "{name} 中的数值类型不明。",
    "{name} is damaged: it can't be unpacked ({problem}).": "{name} 已损坏：无法解压（{problem}）。",
    "the Shepp-Logan phantom, {size} voxels a side": "Shepp-Logan 模体，每边 {size} 体素",
    "the first of {count} volumes ({shape})": "{count} 个体数据（{shape}）中的第一个",
    "{bytes} bytes after the last voxel left out": "略去最后一个体素之后的 {bytes} 字节",
    "{wrong} of {values} values were not finite and count as the lowest": "{values} 个数值中有 {wrong} 个不是有限数，按最小值计",
    "tilted by {tilt}°; its planes are shown as they were taken": "倾斜 {tilt}°；按采集时的切面显示",
    "its scale, slope {slope} and intercept {intercept}, is not finite and was left out": (
        "其标度（斜率 {slope}，截距 {intercept}）不是有限数，已略去"
    ),
    "values of {low} to {high} brought to 0 to 1": "数值由 {low} 至 {high} 换算到 0 至 1",
    "{kind} {place} of {of}{label} was taken": "取用第 {place} {kind}，共 {of} {kind}{label}",
    "column": "列",
    "row": "行",
    "its orientation is {state}; axes are shown as they are stored": "方向信息{state}；按存储的轴显示",
    "damaged": "已损坏",
    "not given": "未注明",
    "{how} from {before} voxels of {sides} to {shape} cubes of {side}": (
        "{before} 个 {sides} 的体素经{how}得到 {shape} 个边长 {side} 的立方体"
    ),
    "averaged": "平均",
    "interpolated": "插值",
    "{shape} with {filters} filter{s} of {size} gives {out}": "{shape} 经 {filters} 个 {size} 滤波器得到 {out}",
}
