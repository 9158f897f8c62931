package org.ot4j.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two ways to work by hand: JupyterLab and JShell. */
final class Sessions {
    private final Setup setup;
    private final Layout layout;

    Sessions(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    /** Opens JupyterLab on the checkout; further options are JupyterLab's own. */
    int lab(List<String> options) throws Exception {
        checkPort(options);
        setup.prepare();
        var command = new ArrayList<String>();
        command.addAll(List.of(layout.python().toString(), "-m", "jupyterlab"));
        command.add("--ServerApp.root_dir=" + layout.root());
        command.add("--ServerApp.answer_yes=True");
        command.add("--LabApp.news_url=None");
        command.add("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate");
        if (System.getProperty("user.name").equals("root")) {
            command.add("--allow-root");
        }
        command.addAll(options);
        return setup.processes.attached(layout.root(), Map.of(), command);
    }

    /** Starts JShell in the folder of the caller; further options are JShell's own. */
    int shell(List<String> options) throws Exception {
        Path lib = setup.prepare();
        var command = new ArrayList<String>();
        command.add(Layout.java());
        command.addAll(Kernel.jvm(layout));
        command.addAll(List.of("-cp", Build.classPath(lib)));
        command.addAll(List.of("-m", "jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider"));
        command.addAll(List.of("--execution", "ot4j"));
        command.addAll(List.of("--startup", startup(lib).toString()));
        command.addAll(options);
        return setup.processes.attached(Path.of("").toAbsolutePath(), Map.of(), command);
    }

    /** JShell reads its start-up snippets from a file: those that notebooks start with. */
    private static Path startup(Path lib) throws IOException {
        Path file = lib.resolve("startup.jsh");
        for (String entry : Build.classPath(lib).split(java.io.File.pathSeparator)) {
            if (entry.contains("ot4j-kernel-ext")) {
                try (var jar = new java.util.zip.ZipFile(entry)) {
                    var snippets = jar.getEntry("org/ot4j/kernel/startup.jsh");
                    Stamp.write(file, new String(jar.getInputStream(snippets).readAllBytes()));
                }
            }
        }
        return file;
    }

    /**
     * A port that was asked for and is taken is an error; without one, JupyterLab finds a free one.
     */
    private static void checkPort(List<String> options) {
        for (String option : options) {
            if (option.matches("--(ServerApp\\.)?port=\\d+")) {
                int port = Integer.parseInt(option.substring(option.indexOf('=') + 1));
                try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    probe.setReuseAddress(true);
                } catch (IOException e) {
                    throw new Failure("port " + port + " is taken; choose another --port");
                }
            }
        }
    }
}
