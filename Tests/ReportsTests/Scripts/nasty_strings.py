"""Texts of our own: plain report sentences and strings that tokenizers get wrong."""

import random
import unicodedata

SENTENCES = """The heart is enlarged. There is a small left pleural effusion.
No acute cardiopulmonary abnormality, no pneumothorax.
Patchy opacities in the right lower lobe are consistent with pneumonia.
The mediastinal contours are unremarkable and the hila are normal.
Low lung volumes with bibasilar atelectasis, unchanged.
Degenerative changes of the thoracic spine without fracture.
A 2.5 cm nodule projects over the left upper lobe; CT is recommended.
Interval placement of an endotracheal tube 4 cm above the carina.
Mild pulmonary vascular congestion with interstitial edema.
Hyperexpanded lungs with flattened diaphragms suggest emphysema.
Right-sided chest tube remains in place with residual apical pneumothorax.
Calcified granuloma in the left mid lung, stable since the prior study.
Consolidation, infiltration and masses cannot be excluded on this portable view.
Dr. Müller's patient: status post CABG, sternal wires intact (see above).
Blunting of both costophrenic angles; moderate cardiomegaly?
Cannot rule out hiatal hernia & pleural thickening < 5 mm.""".split("\n")

HAND = [
    "", " ", "   \t\n ", "\x00", "a\x00b", "\ufffd", "a\ufffdb", "\x01\x02\x7f\x80\x9f", "a\x85b", "a\x0bb\x0cc",
    "tab\tnew\nline\rreturn\r\nend", "\u00a0no\u00a0break\u2003em\u3000wide\u2028line\u2029para", "zero\u200bwidth",
    "soft\u00adhyphen", "\ufeffbom", "word\u2060joiner", "rtl\u202eoverride\u202c", "\u061carabic mark",
    "café", "cafe\u0301", "CAFÉ", "naïve", "Ångström \u212b", "e\u0301\u0323\u0327", "a\u0327\u0301b", "\u0301",
    "\u0301\u0302 start", "q\u0307\u0323", "q\u0323\u0307", "İstanbul", "ıI iİ", "Straße STRASSE ẞ", "ΣΑΣ ΟΔΟΣ σς",
    "ﬁﬂ ligature", "Ǆ ǅ ǆ", "ⅷ Ⅷ ² ½ ①", "ａｂｃ ＡＢＣ １２３", "жжЖ Й й и\u0306", "Ё ё", "żółć", "ñ Ñ n\u0303",
    "漢字", "漢字kanji混ざり", "中文。句子、標點！", "㐀䶵一鿿豈﫿", "\U00020000\U0002b820\U0002b81f\U0002b920\U0002f800", "\uf900\ufa0e",
    "ひらがな カタカナ が か\u3099 ｶﾞ", "한국어", "한", "각ᆨ", "\u1112\u1161\u11ab", "ᄒ", "가\u11a8", "각\u11a8",
    "العربية نَصّ", "עִבְרִית", "हिन्दी क्षि", "ไทยภาษา", "தமிழ் கொ", "ක්‍ෂ", "မြန်မာ", "ཀྵ ཱི", "ខ្មែរ",
    "😀", "😀😀", "👨\u200d👩\u200d👧", "👍🏽", "🇩🇪🇬🇧", "❤️ ❤", "1️⃣", "a😀b", "☺\ufe0f text", "\U0001f9ff",
    "x\u0300\u0301\u0302\u0303\u0304\u0305", "Z̷͎a̴l̶g̸o̵", "\u0344 \u0374 \u037e \u0387 \u1fef \u2126 \u212a",
    "\u0958 \u09dc \u0dda \u0f73 \u0f75 \ufb1d \ufb2a \u2adc", "\U0001d15e \U0001d1bb", "\U00011938", "\U000110ab",
    "don't can't I'm you're we've he'll she'd it's", "DON'T IT'S", "'s 't 're 've 'm 'll 'd", "''s''t", "'story 'tis",
    "rock 'n' roll", "’s don’t", "'S", "a'sb", "!'s?", "'", "''", "x'", "'llama 'dog 'restart",
    "...", "....a", "a...b", "?!?!", "---", "--a--", "#hash ##ing", "##", "a##b", "a_b__c", "$5.00", "50%", "C++ <b>",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "–—―‘’“”„†‡•…‰′″‹›‼", "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿", "、。〈〉《》「」『』【】",
    "\u2e43 \u2e4f \u2e5d \u09fd \u1c7e \U0001e95e \u166d \U000111c9 \U00011a3f",
    "\u08e2 \u0890 \u1885 \u1886 \ua9bd \u1734 \U0001171e \u1ac0 \u08d4", "\u0378 \U000e0001 \U000e007f \U0010ffff \ue000",
    "\u0600 \u06dd \u070f \u180e \u200e \u200f \u2061 \u206a \ufff9", "\ua7cf \U00016ebb \U00010940 \U00011de0",
    "1", "12", "123 456", "1a2b3c", "2.5cm x 3.0cm", "1,000,000", "٣٤٥ ३४", "1/2 3:45 6-7", "10^5", "①②", "½ cup",
    "[CLS]", "[SEP] [SEP]", "[MASK]", "a[MASK]b", "[UNK] [PAD]", "[cls] [Mask]", "[[SEP]]", "[CLS", "CLS]", "[ SEP ]",
    "[MASK][MASK]", "\u0301[SEP]\u0301", "[SEP\x00]", "[\u200bSEP]", "[UNUSED1] [unused1]",
    "<|startoftext|>", "<|endoftext|>", "a<|endoftext|>b", "<|EndOfText|>", "<|startoftext|><|endoftext|>",
    "<|startoftext>", "<|endoftext", "< |endoftext|>", "<|end\x00oftext|>", "<<|endoftext|>>", "<|ENDOFTEXT|> x",
    "<|startofte\u0301xt|>", "<|STARTOFTEXT|>", "<s></s>", "&lt;b&gt; &amp;amp; &#39;", "&amp;lt; &nbsp; &eacute;", "a&b;",
    "<html><body>text</body></html>", "http://example.org/a?b=c&d=e#f", "user@example.org", "C:\\temp\\x", "{\"a\": [1]}",
    "'; DROP TABLE reports; --", "\\u0041 \\n", "%s %d %00", "\u1e9b\u0323", "\u1100\u1161\u11a8\u11a8",
    "a" * 99, "a" * 100, "a" * 101, "b" * 101 + " a", "heart" * 20, "heart" * 21, "é" * 100, "é" * 101,
    "e\u0301" * 60, "e\u0301" * 101, "漢" * 150, "😀" * 101, "." * 150, "1" * 150, "x" * 3000, "ab" * 500,
    "a" * 200 + "." + "heart", "\u0301" * 200, "a" + "\u0301\u0323" * 150, "\u200d" * 101, "한" * 120,
    " leading", "trailing ", "  double  spaces  ", "\n\nlines\n\n", "UPPER lower MiXeD", "PA AND LATERAL", "XXXX ___",
    "T1 T2 L5-S1", "SpO2 98%", "5 x 3 cm", "s/p CABG", "w/o contrast", "r/o PNA", "R>L", "<5mm", "~2 cm", "+/- edema",
]


def strings():
    """Every sentence, the strings by hand and random mixtures of them; the same in every run."""
    generator = random.Random(20)
    result = SENTENCES + [" ".join(SENTENCES[i : i + 4]) for i in range(0, 16, 4)] + [" ".join(SENTENCES)] + HAND
    result += [unicodedata.normalize("NFD", s) for s in HAND if unicodedata.normalize("NFD", s) != s]
    words = " ".join(SENTENCES).split() + [s for s in HAND if 0 < len(s) < 12]
    for _ in range(150):
        joiner = generator.choice(["", " ", " ", "-", "\n"])
        result.append(joiner.join(generator.choice(words) for _ in range(generator.randint(1, 12))))
    ranges = [(0, 0x7F), (0x80, 0x24F), (0x250, 0x52F), (0x530, 0x1FFF), (0x2000, 0x2FFF), (0x3000, 0xD7FF),
              (0xE000, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x10FFFF), (0x300, 0x36F)]
    for _ in range(200):
        low, high = generator.choice(ranges)
        pool = [generator.randint(low, high) for _ in range(generator.randint(1, 16))]
        pool += [generator.choice([0x41, 0x61, 0x65, 0x20, 0x301, 0x323, 0x27]) for _ in range(generator.randint(0, 8))]
        generator.shuffle(pool)
        result.append("".join(map(chr, pool)))
    return list(dict.fromkeys(result))
