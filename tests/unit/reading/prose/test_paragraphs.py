from __future__ import annotations

from ingest.reading.pdf.model import DocumentRead
from ingest.reading.prose.lines import read_lines
from ingest.reading.prose.model import Paragraph
from ingest.reading.prose.paragraphs import join_paragraphs
from ingest.reading.prose.sections import add_sections
from ingest.reading.prose.sentences import split_sentences
from tests.unit.reading.prose.paper import EM, LEFT, centred, document, line, page

LONG = (
    "（一）收入预算：2023年年初预算数2,506.79万元，其中：一般公共预算拨款2,506.79万元，"
    "收入较去年减少711.31万元，主要是减少了视频会议系统扩容建设专项经费。"
)


def _paragraphs(read: DocumentRead) -> tuple[Paragraph, ...]:
    return add_sections(join_paragraphs(read_lines(read, frozenset(), frozenset())))


def _texts(read: DocumentRead) -> list[str]:
    return [one.text for one in _paragraphs(read)]


def test_paragraphs__wrapped_lines__are_joined() -> None:
    assert _texts(document([LONG, "本单位2023年无政府性基金预算。"])) == [
        LONG,
        "本单位2023年无政府性基金预算。",
    ]


def test_paragraphs__page_break_within__is_joined_and_keeps_both_pages() -> None:
    full = "项目支出主要用于保障区政府工作运转，展开电子政务、政务公开、政府值班、"
    first = page(1, [line(full + "外事", 60.0, x0=LEFT)])
    second = page(2, [line("招商引资等工作。", 760.0), line("下一段。", 740.0, x0=LEFT + 2 * EM)])
    joined, following = _paragraphs(DocumentRead((first, second), None))
    assert joined.text == full + "外事招商引资等工作。"
    assert (joined.page_at(0), joined.page_at(len(full) + 3), following.page_at(0)) == (1, 2, 2)


def test_paragraphs__amount_pushed_to_next_line__is_no_heading_before_it() -> None:
    pieces = [
        line("（四）2080505-机关事业单位基本养老保险缴费支出", 700.0, x0=LEFT + 2 * EM),
        line("344.32万元。主要用于养老保险。", 680.0),
        line("填满一行以便知道右边界在哪里的一句话写到这里还要再写几个字才到行末尾处", 660.0),
    ]
    assert _texts(DocumentRead((page(1, pieces),), None))[0].startswith(
        "（四）2080505-机关事业单位基本养老保险缴费支出344.32万元"
    )


def test_paragraphs__spaces_of_typesetting__are_closed() -> None:
    spaced = "2023 年“三公” 经费预算 79 万 元，by Word art"
    assert _texts(document([spaced])) == ["2023年“三公”经费预算79万元，by Word art"]


def test_lines__page_numbers_and_running_heads__are_dropped() -> None:
    pages = tuple(
        page(
            n,
            [
                line("无锡市统计局2026年度部门预算公开", 820.0),
                line(f"第{n}段的文字。", 600.0, x0=LEFT + 2 * EM),
                line(f"- {n} -", 30.0, x0=290.0),
            ],
        )
        for n in range(1, 5)
    )
    assert _texts(DocumentRead(pages, None)) == [f"第{n}段的文字。" for n in range(1, 5)]


def test_lines__consumed_by_tables__are_dropped() -> None:
    read = document(["附件1部门收支总表", "一、单位基本情况"])
    lines = read_lines(read, frozenset({(1, 0)}), frozenset())
    assert [one.text for one in lines] == ["一、单位基本情况"]


def test_contents__with_and_without_leaders__are_dropped() -> None:
    contents = page(
        1,
        [
            centred("目 录", 780.0),
            line("一、部门主要职能", 760.0),
            line("二、机构设置 ................ 4", 740.0),
        ],
    )
    body = page(2, [line("一、部门主要职能", 780.0), line("负责文电工作。", 760.0)])
    assert _texts(DocumentRead((contents, body), None)) == ["一、部门主要职能", "负责文电工作。"]


def test_sections__headings__form_a_path() -> None:
    read = document(
        [
            "第三部分2026年部门预算情况说明",
            "二、收入预算情况说明",
            "（一）本年财政拨款收入9616.34万元。",
            "三、支出预算情况说明",
            "（一）基本支出。基本支出预算7485.22万元。",
            "图2：基本支出和项目支出情况",
        ]
    )
    part = "第三部分2026年部门预算情况说明"
    assert [one.section for one in _paragraphs(read)] == [
        (part,),
        (part, "二、收入预算情况说明"),
        (part, "二、收入预算情况说明"),
        (part, "三、支出预算情况说明"),
        (part, "三、支出预算情况说明", "（一）基本支出"),
        (part, "三、支出预算情况说明"),
    ]


def test_sections__items_run_on_in_one_paragraph__stand_apart_with_their_headings() -> None:
    # a web page or a Word file without breaks between the items of a list
    whole = "支出决算50.00万元，完成预算的95.9%。"
    items = (
        "1.社会工作支出（类）社会工作事务（款）行政运行（项）。年初预算30.00万元，决算29.50万元。",
        "2.卫生健康支出（类）行政单位医疗（项）20.50万元。与上年相比增加1.20万元。",
        "3.公用经费。决算增加的原因：一是水费1.5万元。2023年起由本单位支付。",
    )
    paragraphs = add_sections((Paragraph(whole + "其中：" + "".join(items), ((0, 4), (60, 5))),))
    assert [one.text for one in paragraphs] == [whole + "其中：", *items]
    assert paragraphs[1].label == "社会工作支出（类）社会工作事务（款）行政运行（项）"
    assert [one.page_at(0) for one in paragraphs] == [4, 4, 5, 5]
    assert paragraphs[2].section == ()


def test_sections__part_number_and_name_on_two_lines__are_one_heading() -> None:
    pieces = [
        centred("第三部分", 700.0),
        centred("部门预算情况说明", 670.0),
        line("一、预算收支总体情况", 640.0, x0=LEFT + 2 * EM),
        line("这一行写满了整整一行以便让页面知道右边的边界究竟在什么地方才算是尽头处", 620.0),
    ]
    read = DocumentRead((page(1, pieces),), None)
    assert _paragraphs(read)[2].section == ("第三部分部门预算情况说明", "一、预算收支总体情况")


def test_sentences__decimals_brackets_and_semicolons__do_not_split() -> None:
    text = "公务用车0.5万元（购置费0万元，减少70万元。）比上年减少388.88万元；接待费11.26万元。完。"
    sentences = split_sentences(_paragraphs(document([text])))
    assert [one.text for one in sentences] == [text[:-2], "完。"]


def test_sentences__bare_answer__stays_with_its_label() -> None:
    (sentence,) = split_sentences(_paragraphs(document(["2.政府采购情况。无"])))
    assert sentence.text == "2.政府采购情况。无"


def test_sections__path_of_a_function_alone__heads_what_is_below() -> None:
    alone, below, beside = add_sections(
        (
            Paragraph("1.一般公共服务支出（类）财政事务（款）行政运行（项）。", ((0, 1),)),
            Paragraph("年初预算为52万元。", ((0, 1),)),
            Paragraph("教育支出（类）进修及培训（款）培训支出（项）。年初预算为3万元。", ((0, 1),)),
        )
    )
    assert alone.role == "heading"
    assert below.section[-1].endswith("行政运行（项）")
    assert beside.label == "教育支出（类）进修及培训（款）培训支出（项）"
