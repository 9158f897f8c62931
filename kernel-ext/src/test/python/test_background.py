"""What a thread prints after its cell has ended appears below that cell."""

import time

SPEAKER = """
new Thread(() -> {
    try { Thread.sleep(1_500); } catch (InterruptedException e) { return; }
    System.out.println("late word"); System.err.println("late error");
}).start();
"""


def printed(client, words):
    """The cells below which the words are printed, in the order of the words."""
    found = {}
    end = time.time() + 60
    while len(found) < len(words) and time.time() < end:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "stream":
            for word in words:
                if word in message["content"]["text"]:
                    found[word] = message["parent_header"]["msg_id"]
    return [found[word] for word in words]


def cell(messages):
    return messages[0]["parent_header"]["msg_id"]


def test_after_the_cell(kernel):
    own = cell(kernel.messages(SPEAKER))
    assert printed(kernel.client, ["late word", "late error"]) == [own, own]


def test_while_another_cell_runs(kernel):
    own = cell(kernel.messages(SPEAKER))
    other = kernel.client.execute('for (int i = 0; i < 30; i++) { Thread.sleep(100); } System.out.println("mine");')
    assert printed(kernel.client, ["late word", "mine"]) == [own, other]


def test_the_pool_that_all_share_works_for_the_cell_that_runs(kernel):
    code = 'IntStream.range(0, 64).parallel().forEach(i -> System.out.println("n" + i))'
    for _ in range(2):
        text = kernel.run(code + ";").text
        assert sorted(text.split()) == sorted(f"n{i}" for i in range(64))
