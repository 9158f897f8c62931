package org.ot4j.launcher;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/** The two ways to work by hand: JupyterLab and JShell. */
final class Sessions {
    private static final Pattern PORT =
            Pattern.compile("(?:^| )--(?:ServerApp\\.)?port[= ](\\d{1,5})(?= |$)");

    /**
     * JShell cuts values at 80 signs otherwise. It forgets a mode that a file sets before its first
     * prompt, so the mode is typed once and kept among the preferences below the checkout.
     */
    private static final String FEEDBACK =
            """
            /set mode ot4j normal -command
            /set truncation ot4j 20000
            /set mode ot4j -retain
            /set feedback -retain ot4j
            /exit
            """;

    /** A notebook shows figures by itself. */
    private static final String FIGURES = "import static org.ot4j.kernel.shell.Browser.show;\n";

    private final Setup setup;
    private final Layout layout;

    Sessions(Setup setup) {
        this.setup = setup;
        layout = setup.layout;
    }

    /** Opens JupyterLab on a file or on the first lesson; further options are JupyterLab's own. */
    int lab(List<String> options) throws Exception {
        Path caller = Path.of("").toAbsolutePath();
        var place = LabPlace.of(layout.root(), caller, options);
        checkPort(place.options());
        setup.prepare();
        var command = new ArrayList<String>();
        command.addAll(List.of(layout.python().toString(), "-m", "jupyterlab"));
        command.addAll(place.settings());
        for (String setting : defaults()) {
            String name = setting.replaceFirst("=.*", "");
            if (place.options().stream()
                    .noneMatch(o -> o.equals(name) || o.startsWith(name + "="))) {
                command.add(setting);
            }
        }
        command.addAll(place.options());
        return setup.processes.attached(caller, Map.of(), command);
    }

    /** JupyterLab takes each setting once, so one that the user gives replaces ours. */
    private static List<String> defaults() {
        var settings = new ArrayList<String>();
        settings.add("--ServerApp.answer_yes=True");
        settings.add("--MultiKernelManager.default_kernel_name=ot4j");
        settings.add("--KernelSpecManager.allowed_kernelspecs=ot4j");
        settings.add("--KernelSpecManager.ensure_native_kernel=False");
        if (System.getProperty("user.name").equals("root")) {
            settings.add("--allow-root");
        }
        return settings;
    }

    /** Starts JShell in the folder of the caller; further options are JShell's own. */
    int shell(List<String> options) throws Exception {
        Path lib = setup.prepare();
        var command = new ArrayList<String>();
        command.add(Layout.java());
        command.addAll(Kernel.jvm(layout));
        // The kernel's own classes show values as a notebook does.
        command.add("-cp");
        command.add(Build.classPath(lib) + File.pathSeparator + layout.jjava());
        command.addAll(List.of("--add-modules", "ALL-DEFAULT"));
        command.add("org.ot4j.kernel.shell.Shell");
        command.addAll(List.of("--execution", "ot4j"));
        command.addAll(List.of("--startup", startup(lib).toString()));
        command.addAll(options);
        keepFeedback();
        return setup.processes.attached(Path.of("").toAbsolutePath(), Map.of(), command);
    }

    private void keepFeedback() throws IOException, InterruptedException {
        Path kept = layout.home().resolve("feedback.jsh");
        if (Stamp.matches(kept, FEEDBACK)) {
            return;
        }
        Path typed = layout.home().resolve("feedback.typed");
        Stamp.write(typed, FEEDBACK);
        var command = new ArrayList<String>();
        command.add(Layout.java());
        command.addAll(Kernel.jvm(layout));
        command.addAll(List.of("-m", "jdk.jshell/jdk.internal.jshell.tool.JShellToolProvider"));
        command.addAll(List.of("--no-startup", "--execution", "local"));
        Files.createDirectories(layout.log("shell").getParent());
        var process =
                new ProcessBuilder(command)
                        .redirectInput(typed.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(layout.log("shell").toFile())
                        .start();
        if (process.waitFor() == 0) {
            Stamp.write(kept, FEEDBACK);
        }
    }

    /** JShell reads its start-up snippets from a file: those that notebooks start with. */
    private static Path startup(Path lib) throws IOException {
        Path file = lib.resolve("startup.jsh");
        for (String entry : Build.classPath(lib).split(File.pathSeparator)) {
            if (entry.contains("ot4j-kernel-ext")) {
                try (var jar = new ZipFile(entry)) {
                    var snippets = jar.getEntry("org/ot4j/kernel/startup.jsh");
                    var text = new String(jar.getInputStream(snippets).readAllBytes());
                    Stamp.write(file, text + FIGURES);
                }
            }
        }
        return file;
    }

    /**
     * A port that was asked for and is taken is an error; without one, JupyterLab finds a free one.
     */
    private static void checkPort(List<String> options) {
        var match = PORT.matcher(String.join(" ", options));
        if (match.find()) {
            int port = Integer.parseInt(match.group(1));
            try (var probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new Failure("port " + port + " is taken; choose another --port");
            }
        }
    }
}
