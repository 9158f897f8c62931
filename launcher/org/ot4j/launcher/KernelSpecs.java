package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kernelspecs, by which Jupyter and VS Code know a kernel: the checkout's own, and those that a
 * user puts into another Jupyter.
 */
final class KernelSpecs {
    private static final String NAME = "ot4j";
    private static final String FILE = "kernel.json";
    private static final List<String> LOGOS =
            List.of("logo-32x32.png", "logo-64x64.png", "logo-svg.svg");

    /** Which checkout a kernelspec of ours belongs to. */
    private static final Pattern ROOT =
            Pattern.compile("\"ot4j\": \\{\"root\": (\"(?:[^\"\\\\]|\\\\.)*\")}");

    private final Layout layout;

    KernelSpecs(Layout layout) {
        this.layout = layout;
    }

    /** The command {@code kernel}. */
    int run(Setup setup, List<String> arguments) throws Exception {
        String action = arguments.isEmpty() ? "" : arguments.get(0);
        if (!action.equals("install") && !action.equals("uninstall")) {
            throw new Failure(
                    "kernel "
                            + (action.isEmpty() ? "what?" : action + "?")
                            + " expected install or uninstall, with --user or --prefix=DIR",
                    2);
        }
        Path folder = folder(arguments.subList(1, arguments.size()));
        if (action.equals("uninstall")) {
            uninstall(folder);
            return 0;
        }
        checkOwner(folder);
        setup.prepare();
        write(folder, layout.kernelArguments(), null);
        System.out.println("installed the kernel \"Java (ot4j)\" in " + folder);
        System.out.println(
                "It runs from this checkout, so do not move that; after an update, run ./ot4j setup to"
                        + " bring the kernel up to date.");
        return 0;
    }

    /**
     * Writes a kernelspec; Java's options are in a file, and an archive may make the start quick.
     */
    void write(Path folder, Path arguments, Path archive) throws IOException {
        try {
            Stamp.write(folder.resolve(FILE), spec(arguments, archive));
            for (String logo : LOGOS) {
                Whole.copy(
                        layout.root().resolve("launcher/kernel").resolve(logo),
                        folder.resolve(logo));
            }
        } catch (AccessDeniedException | FileAlreadyExistsException e) {
            throw new Failure("cannot write in " + folder + ": " + e);
        }
    }

    /**
     * Takes the Java kernel that came with the packages out of the environment's list, where it
     * could be taken for ours, to a folder that only those look into who want it.
     */
    void setStockKernelAside() throws IOException {
        Path spec = layout.jjava().resolveSibling(FILE);
        if (Files.exists(spec)) {
            String folder = Kernel.quoted(spec.getParent().toString());
            String text = Files.readString(spec);
            text = text.replace("{resource_dir}", folder.substring(1, folder.length() - 1));
            Stamp.write(layout.stock().resolve("kernels/java").resolve(FILE), text);
            Files.delete(spec);
        }
    }

    private void uninstall(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            throw new Failure("there is no kernel " + NAME + " in " + folder.getParent());
        }
        checkOwner(folder);
        for (String file : Stream.concat(Stream.of(FILE), LOGOS.stream()).toList()) {
            Files.deleteIfExists(folder.resolve(file));
        }
        try (var rest = Files.list(folder)) {
            if (rest.findAny().isPresent()) {
                System.out.println("left other files in " + folder);
                return;
            }
        }
        Files.delete(folder);
        System.out.println("removed " + folder);
    }

    /** A kernel of that name that others put there is not ours to change. */
    private void checkOwner(Path folder) throws IOException {
        if (!Files.exists(folder) && !Files.isSymbolicLink(folder)) {
            return;
        }
        Path spec = folder.resolve(FILE);
        Matcher root = ROOT.matcher(Files.isRegularFile(spec) ? Files.readString(spec) : "");
        if (Files.isSymbolicLink(folder) || !root.find()) {
            throw new Failure(folder + " was not installed by ot4j; move it away first");
        }
        if (!root.group(1).equals(root()) && Files.exists(launcher(root.group(1)))) {
            throw new Failure(
                    folder
                            + " belongs to another checkout; to remove it, run "
                            + launcher(root.group(1))
                            + " kernel uninstall");
        }
    }

    private static Path launcher(String quotedRoot) {
        String text = quotedRoot.substring(1, quotedRoot.length() - 1);
        return Path.of(text.replaceAll("\\\\(.)", "$1"))
                .resolve(Layout.WINDOWS ? "ot4j.cmd" : "ot4j");
    }

    /** The folder of the kernelspec that the options name. */
    private static Path folder(List<String> options) {
        Path data = null;
        boolean user = false;
        for (var option = new ArrayList<>(options).listIterator(); option.hasNext(); ) {
            String text = option.next();
            if (text.equals("--user")) {
                user = true;
            } else if (text.startsWith("--prefix=")) {
                data = prefix(text.substring("--prefix=".length()));
            } else if (text.equals("--prefix")) {
                data = prefix(option.hasNext() ? option.next() : "");
            } else {
                throw new Failure("kernel has no " + text + "; expected --user or --prefix=DIR", 2);
            }
        }
        if (user && data != null) {
            throw new Failure("--user and --prefix: expected only one of them", 2);
        }
        return (data == null ? userData() : data).resolve("kernels").resolve(NAME);
    }

    private static Path prefix(String folder) {
        Path path = Path.of(folder).toAbsolutePath().normalize();
        if (folder.isBlank() || Files.exists(path) && !Files.isDirectory(path)) {
            throw new Failure("--prefix = " + folder + ": expected a folder", 2);
        }
        return path.resolve("share").resolve("jupyter");
    }

    /** Where Jupyter looks for what a user has, as its package jupyter_core says. */
    private static Path userData() {
        String own = System.getenv("JUPYTER_DATA_DIR");
        if (own != null && !own.isEmpty()) {
            return Path.of(own).toAbsolutePath();
        }
        String os = System.getProperty("os.name");
        String set = System.getenv("HOME");
        Path home = Path.of(set == null || Layout.WINDOWS ? System.getProperty("user.home") : set);
        if (Layout.WINDOWS) {
            String roaming = System.getenv("APPDATA");
            return roaming == null ? home.resolve(".jupyter/data") : Path.of(roaming, "jupyter");
        }
        if (os.startsWith("Mac")) {
            return home.resolve("Library").resolve("Jupyter");
        }
        String data = System.getenv("XDG_DATA_HOME");
        Path share = data == null || data.isEmpty() ? home.resolve(".local/share") : Path.of(data);
        return share.resolve("jupyter");
    }

    private String spec(Path arguments, Path archive) {
        String quick =
                archive == null ? "" : Kernel.quoted("-XX:SharedArchiveFile=" + archive) + ", ";
        return """
            {
              "argv": [%s, %s%s, "{connection_file}"],
              "display_name": "Java (ot4j)",
              "language": "java",
              "interrupt_mode": "message",
              "env": {
                "OPT_OUT_TRACKING": "true",
                "OMP_WAIT_POLICY": "PASSIVE"
              },
              "metadata": {"ot4j": {"root": %s}}
            }
            """
                .formatted(
                        Kernel.quoted(Layout.java()),
                        quick,
                        Kernel.quoted("@" + arguments),
                        root());
    }

    private String root() {
        return Kernel.quoted(layout.root().toString());
    }
}
