"""./ot4j lab [FILE] [OPTION...]: JupyterLab on a file; the options are JupyterLab's own."""

import os
import socket
import sys
from pathlib import Path
from urllib.parse import quote

from jupyter_server import serverapp
from jupyterlab.labapp import LabApp
from traitlets.config import Config

from notebooks import ROOT

FIRST = ROOT / "notebooks/quickstart.ipynb"
OURS = {
    "ServerApp": {"answer_yes": True, "allow_root": hasattr(os, "geteuid") and os.geteuid() == 0},
    "MultiKernelManager": {"default_kernel_name": "ot4j"},
    "KernelSpecManager": {"allowed_kernelspecs": {"ot4j"}, "ensure_native_kernel": False},
}


class ServerApp(serverapp.ServerApp):
    """Jupyter's server with our defaults; whatever the command line sets wins.

    It has the same name since options go by the names of classes.
    """

    def parse_command_line(self, argv=None):
        super(serverapp.ServerApp, self).parse_command_line(argv)
        users = self.config
        asked = self.extra_args[0] if self.extra_args else None
        if {"root_dir", "notebook_dir", "default_url"} & {*users.ServerApp, *users.LabApp}:
            place = {"ServerApp": {"file_to_run": str(existing(asked))}} if asked else {}
        else:
            place = place_of(existing(asked) if asked else FIRST)
        config = Config(OURS)
        config.merge(Config(place))
        config.merge(users)
        self.update_config(config)
        if "port" in users.ServerApp:
            check_free(self.port)


def existing(asked):
    file = Path(os.path.abspath(asked))
    if not file.exists():
        sys.exit(f"ot4j: there is no file or folder {file}")
    return file


def place_of(file):
    """A file in the checkout opens there, one below the caller's folder there, others in their own."""
    if file.is_dir():
        return {"ServerApp": {"root_dir": str(file)}}
    folder = next((known for known in (ROOT, Path.cwd()) if file.is_relative_to(known)), file.parent)
    page = "/lab/tree/" + quote(file.relative_to(folder).as_posix())
    return {"ServerApp": {"root_dir": str(folder)}, "LabApp": {"default_url": page}}


def check_free(port):
    """A port that was asked for and is taken is an error; without one, JupyterLab finds a free one."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"ot4j: port {port} is taken; choose another --port")


if __name__ == "__main__":
    LabApp.serverapp_class = ServerApp
    LabApp.launch_instance()
