"""Jupyter's own test suite for kernels."""

from unittest.mock import patch

import jupyter_kernel_test
import nbformat


class TestProtocol(jupyter_kernel_test.KernelTests):
    kernel_name = "ot4j"
    language_name = "Java"
    file_extension = ".java"
    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("oops");'
    completion_samples = [
        {"text": "Transport.exa", "matches": ["exact("]},
        {"text": "Progress.st", "matches": ["start(", "stopRequested()"]},
    ]
    complete_code_samples = ["1 + 1", "int x = 3;", "class A {}"]
    incomplete_code_samples = ["class A {", "for (int i = 0; i < 3; i++) {"]
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"text"', "result": "text"},
    ]
    code_generate_error = 'throw new IllegalStateException("meant");'
    code_display_data = [
        {"code": "display(NDManager.newBaseManager().ones(new Shape(1, 8, 8)))", "mime": "image/png"},
    ]

    def execute_helper(self, *args, **options):
        """As Jupyter's, which waits 0.1 s for the next message: too short on a busy machine."""
        channel = self.kc.iopub_channel
        wait = channel.get_msg
        with patch.object(channel, "get_msg", lambda timeout: wait(timeout=30)):
            return super().execute_helper(*args, **options)

    def test_kernel_info(self):
        super().test_kernel_info()
        reply = self.kc.kernel_info(reply=True, timeout=30)["content"]
        assert reply["status"] == "ok"
        assert reply["language_info"]["version"] == "17", "the notebooks' language, whatever JDK runs"

    def test_state_without_a_request(self):
        """JupyterLab ignores status messages of requests for information."""
        asked = self.kc.kernel_info()
        states = []
        while (asked, "idle") not in states or states[-1] != (None, "idle"):
            message = self.kc.get_iopub_msg(timeout=30)
            if message["msg_type"] == "status":
                parent = message["parent_header"].get("msg_id")
                states.append((parent, message["content"]["execution_state"]))
        assert (asked, "busy") in states

    def test_history_is_answered(self):
        """A console waits for a history; there is none."""
        assert self.kc.history(hist_access_type="tail", n=5, reply=True, timeout=30)["content"] == {
            "status": "ok", "history": [],
        }


def test_committed_notebooks_have_the_language_that_the_kernel_reports(kernel, root):
    """Otherwise JupyterLab marks notebooks as changed as soon as they are opened."""
    message = kernel.client.kernel_info(reply=True, timeout=30)["content"]["language_info"]
    paths = sorted((root / "notebooks").rglob("*.ipynb"))
    paths = [path for path in paths if ".ipynb_checkpoints" not in path.parts]
    assert paths
    for path in paths:
        metadata = nbformat.read(path, as_version=4).metadata
        assert metadata.get("language_info") == message, path
