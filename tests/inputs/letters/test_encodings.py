"""Which encoding is believed, and what is left alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sxsh_eval.errors import InputError
from sxsh_eval.inputs.letters.encodings import decode_text
from sxsh_eval.inputs.letters.files import read_text
from sxsh_eval.inputs.letters.legacy import TCVN, VNI, font_legacy, from_legacy, is_capital_font, voted_legacy
from sxsh_eval.inputs.letters.syllables import is_syllable, vietnamese_share
from tests.inputs.files import hostile_files as files
from tests.inputs.letters.letter_copies import in_legacy
from tests.letters import INVENTED, SHARED

LETTERS = {
    letter
    for one in "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđ"
    for letter in (one, one.upper())
}
LETTER = INVENTED.read_text(encoding="utf-8")


def test_both_tables_hold_all_134_letters_once() -> None:
    assert len(LETTERS) == 134
    assert set(TCVN.values()) == set(VNI.values()) == LETTERS
    assert len(TCVN) == 134


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv has its own table of TCVN 5712")
def test_the_table_is_that_of_the_standard() -> None:
    codes = sorted(TCVN)
    told = subprocess.run(
        ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"],
        input="\n".join(codes).encode("latin-1"),
        capture_output=True,
        check=False,
    )
    if told.returncode:
        pytest.skip("this iconv does not know TCVN 5712")
    assert told.stdout.decode("utf-8").split("\n") == [TCVN[code] for code in codes]


@pytest.mark.parametrize(
    ("text", "legacy", "wanted"),
    [
        ("Céng hßa x· héi", "TCVN3", "Cộng hòa xã hội"),
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "TCVN3", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Sè: 88/UBND-CN", "TCVN3", "Số: 88/UBND-CN"),
        ("UBND x· An Nh¬n; SXSH", "TCVN3", "UBND xã An Nhơn; SXSH"),
        ("s¶n xuÊt s¹ch h¬n 5% (±1°C)", "TCVN3", "sản xuất sạch hơn 5% (±1°C)"),
        ("\uf0a7\uf0b8nh gi\uf0b8", "TCVN3", "Đánh giá"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "VNI", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", "VNI", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        ("saûn xuaát saïch hôn; öùng duïng; kyõ thuaät; nhö", "VNI", "sản xuất sạch hơn; ứng dụng; kỹ thuật; như"),
    ],
)
def test_known_words(text: str, legacy: str, wanted: str) -> None:
    assert from_legacy(text, "VNI" if legacy == "VNI" else "TCVN3") == wanted


@pytest.mark.parametrize(
    "word", ["nghiệp", "giai", "đoạn", "khuyến", "quả", "Bình", "thuỷ", "thủy", "ưu", "ý", "QUYẾT", "giếng", "khoẻ"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["x·", "Coäng", "hoøa", "Nestlé", "naïve", "ấấ", "QĐ", "trongcông", ""])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("text", ["°C", "±5%", "Nestlé", "×", "© ABB", "Céng hßa x· héi", "§ 3", "", LETTER])
def test_clean_and_short_texts_are_left_alone(text: str) -> None:
    assert voted_legacy(text) is None
    assert decode_text(text.encode(), "a.txt").text == text


def test_real_texts_of_today_are_left_alone() -> None:
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("the documents are not in the repository; they lie beside it where the project is built")
    for path in sorted(folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert voted_legacy(text) is None, path.name
        share, words = vietnamese_share(text)
        assert share > 0.9 or words < 20, path.name


@pytest.mark.parametrize(
    ("font", "legacy", "capital"),
    [
        (".VnTime", "TCVN3", False),
        (".VnTimeH", "TCVN3", True),
        (".vnArial Narrow", "TCVN3", False),
        ("VNI-Times", "VNI", False),
        ("VNI Helve", "VNI", False),
        ("Times New Roman", None, False),
        ("Arial H", None, False),
        (None, None, False),
    ],
)
def test_names_of_fonts(font: str | None, legacy: str | None, capital: bool) -> None:  # noqa: FBT001
    assert font_legacy(font) == legacy
    assert is_capital_font(font) is capital


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 50, b"\xff\xfe\x00\xd8" * 3, bytes(range(1, 32)) * 9])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"text\.encoding"):
        decode_text(data, "a.txt")


def test_a_letter_of_two_encodings_is_not_converted_but_told(tmp_path: Path) -> None:
    mixed = LETTER + in_legacy(LETTER, "VNI") + in_legacy(LETTER, "TCVN3")
    read = read_text(files.write(tmp_path, "a.txt", mixed.encode()))
    assert read.paragraphs[0].text == "ỦY BAN NHÂN DÂN"
    codes = {one.code for one in read.changes}
    assert "text.not_vietnamese" in codes
    assert "text.legacy" not in codes
