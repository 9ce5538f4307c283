"""Makes src/marks/font/outlines.br: the outlines of the characters that marks may use.

They are taken from Noto Sans CJK SC Bold (SIL Open Font License 1.1, text beside the file), as Debian's package
fonts-noto-cjk ships it. Needs Python 3 with fonttools and brotli:

    python3 -m venv /tmp/fonttools && /tmp/fonttools/bin/pip install fonttools==4.68.0 brotli
    /tmp/fonttools/bin/python scripts/make-mark-outlines.py [path of NotoSansCJK-Bold.ttc]

The file is Brotli-compressed UTF-8: the units of an em in the first line, then a line a character with the character,
its advance width, the lowest and highest point of its outline, and the outline as an SVG path (y upwards, relative
coordinates), with tabs between. Outlines instead of a font file, so that nothing at run time has to read fonts, and a
character that is missing is known to be missing.
"""

import sys
from pathlib import Path

import brotli
from fontTools.pens.basePen import BasePen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTCollection

FONT = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
FACE = "Noto Sans CJK SC Bold"
OUTPUT = Path(__file__).resolve().parent.parent / "src" / "marks" / "font" / "outlines.br"
BYTES_MAX = 155_000

ASCII = "".join(map(chr, range(0x20, 0x7F)))
PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】「」—…·～￥％＋－／｜©®×"
# What marks and the names of providers, services and places are made of.
MARKS = """
人工智能生成合由成内容本图片像文字声音音频视频影画面语配乐歌曲数据虚拟场景现实换脸仿真克隆模型算法机器自动辅助创作制编辑
改写翻译润色绘摄拍标识签提示注意仅供参考非真实请谨慎甄别核查使用未经授权禁止转载传播版权所有来源部分全均为系该此含有涉及
可能疑似深度伪造技术服务提供者平台应用产品系统程序软件网站客户端公众号小程序助手对话问答回复结果信息
科技有限责任公司股份集团北京上海天津重庆广州深圳杭州南京成都武汉西安苏州厦门福建浙江江苏广东四川山东河南河北湖南湖北安徽
海南云南贵州陕西甘肃青海台湾香港澳门内蒙古新疆宁夏西藏吉林辽宁黑龙江网络通信电子智慧创新未来数字文化传媒教育医疗健康金融
银行证券保险商贸实业投资咨询研究院所大学中心实验室研发部门政府机关出版社报新闻广播电视
"""
# The most frequent characters of written Chinese that are not among those above.
FREQUENT = """
的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方
多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情
明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给
世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太
量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象
完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔张王李
华腾讯阿巴节跳抖快团米荣耀联想星辰月泰元宝文言通义千问豆包混讯飞盘古悟商汤旷依图云从寒武纪零念悦读起点掌趣盛网易搜狐浪
微博信支付淘猫拼抢购物饿滴顺丰圆韵邮政铁路航空港船车站酒店旅游票餐饮食农林牧渔矿石油燃煤纺织服装鞋帽箱包珠宝钟表玩具礼品
笑喜爱恨悲欢乐幸福健康快乐春夏秋冬风花雪夜晴雨雷霜露松竹梅兰菊桃李杏柳杨枫桐龙凤虎豹狮象鹿鹤鹰燕雀鱼虾蟹贝珊瑚珍珠玉
红橙黄绿蓝紫黑白灰银铜铁钢木土火金丝绸棉麻纸墨砚琴棋诗词赋戏剧舞蹈演唱弹奏吹打鼓锣钹笛箫筝瑟画廊馆堂楼阁亭台轩榭园林
亿万兆壹贰叁肆伍陆柒捌玖拾佰仟整双单倍半余够满足缺少增减乘除加约等于超过低至早晚午晨昏昨今明周旬季初末
律师医护士兵官民众族姓氏父母兄弟姐妹儿女夫妻亲友邻里客户员职级别岗班组队营连排军警校园课堂题卷考试练习写答案析讲授
刘陈赵周吴徐孙朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜程魏吕丁沈任姚卢傅姜崔谭廖范汪陆金石戴贾韦夏付方
邹熊孟秦邱侯尹薛阎段雷龙黎史陶贺顾毛郝龚邵钱严赖覃洪武莫孔汤尚永益鑫瑞祥隆兴旺达恒盈润源诚德弘毅卓越博雅睿锐迅捷灵犀慧
六七八九百千零左右每期月日时分秒首次段帧例项条款号
"""


class RelativePath(BasePen):
    """An SVG path in relative, whole units."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.parts, self.at = [], (0, 0)

    def _step(self, command, points):
        x, y = self.at
        whole = [(round(px), round(py)) for px, py in points]
        numbers = [n for px, py in whole for n in (px - x, py - y)]
        text = "".join(str(n) if i == 0 or n < 0 else f" {n}" for i, n in enumerate(numbers))
        self.parts.append(command + text)
        self.at = whole[-1]

    def _moveTo(self, point):
        self._step("m", [point])
        self.start = self.at

    def _lineTo(self, point):
        x, y = self.at
        px, py = round(point[0]), round(point[1])
        if py == y:
            self.parts.append(f"h{px - x}")
        elif px == x:
            self.parts.append(f"v{py - y}")
        else:
            self._step("l", [point])
        self.at = (px, py)

    def _curveToOne(self, one, two, end):
        self._step("c", [one, two, end])

    def _closePath(self):
        self.parts.append("z")
        self.at = self.start


def main():
    face = next(font for font in TTCollection(FONT).fonts if font["name"].getDebugName(4) == FACE)
    glyphs, names = face.getGlyphSet(), face.getBestCmap()
    characters = sorted({c for c in ASCII + PUNCTUATION + MARKS + FREQUENT if c != "\n"})
    lines = [str(face["head"].unitsPerEm)]
    for character in characters:
        glyph = glyphs[names[ord(character)]]
        pen, bounds = RelativePath(glyphs), BoundsPen(glyphs)
        glyph.draw(pen)
        glyph.draw(bounds)
        _, low, _, high = bounds.bounds or (0, 0, 0, 0)
        lines.append(f"{character}\t{glyph.width}\t{round(low)}\t{round(high)}\t{''.join(pen.parts)}")
    packed = brotli.compress("\n".join(lines).encode(), quality=11, lgwin=24)
    if len(packed) > BYTES_MAX:
        sys.exit(f"{len(packed)} bytes for {len(characters)} characters; at most {BYTES_MAX} are kept")
    OUTPUT.write_bytes(packed)
    print(f"{len(characters)} characters, {len(packed)} bytes")


main()
