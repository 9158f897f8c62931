import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * The program that the scripts {@code ot4j} and {@code ot4j.cmd} start. It compiles the launcher
 * into a folder named after the state of its sources, unless that exists, and hands over to it. It
 * also compiles itself, since running a source file takes Java half a second.
 */
public final class Ot4j {
    private Ot4j() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(System.getProperty("ot4j.root", ".")).toAbsolutePath().normalize();
        Path classes;
        try {
            classes = compiled(root);
            keepStart(root);
        } catch (IOException e) {
            System.err.println("ot4j: cannot write below " + root.resolve(".ot4j") + ": " + e);
            System.exit(1);
            return;
        }
        var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        Thread.currentThread().setContextClassLoader(loader);
        Class<?> main = loader.loadClass("org.ot4j.launcher.Main");
        int code = (int) main.getMethod("run", Path.class, String[].class).invoke(null, root, args);
        System.exit(code);
    }

    private static Path compiled(Path root) throws IOException {
        List<Path> sources;
        try (var found = Files.list(root.resolve("launcher/org/ot4j/launcher"))) {
            sources =
                    found.filter(f -> f.toString().endsWith(".java"))
                            .sorted()
                            .collect(Collectors.toList());
        }
        var state = new StringBuilder(Runtime.version().toString());
        for (Path source : sources) {
            state.append(source.getFileName()).append(Files.readString(source));
        }
        Path folder = root.resolve(".ot4j/launcher");
        Path classes = folder.resolve(Integer.toHexString(state.toString().hashCode()));
        if (!Files.isDirectory(classes)) {
            Files.createDirectories(folder);
            Path fresh = Files.createDirectory(fresh(folder));
            compile(sources, fresh);
            try {
                Files.move(fresh, classes, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException
                    | DirectoryNotEmptyException
                    | AtomicMoveNotSupportedException e) {
                return fresh;
            } catch (FileSystemException e) {
                return fresh; // another start was faster
            }
        }
        return classes;
    }

    /** Leaves this class and its source where the script looks for them. */
    private static void keepStart(Path root) throws IOException {
        Path source = root.resolve("launcher/Ot4j.java");
        Path folder = root.resolve(".ot4j/launcher/start");
        Path copy = folder.resolve("Ot4j.java");
        if (Files.exists(copy) && Files.mismatch(copy, source) < 0) {
            return;
        }
        Files.createDirectories(folder);
        // The script ignores an incomplete copy, so the source comes last.
        Path fresh = Files.createDirectory(fresh(folder.getParent()));
        Files.deleteIfExists(copy);
        compile(List.of(source), fresh, "--release", "17");
        Files.copy(source, fresh.resolve("Ot4j.java"));
        for (String name : List.of("Ot4j.class", "Ot4j.java")) {
            Files.move(
                    fresh.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(fresh);
    }

    /** A name that the launcher recognises and sweeps away when a killed process left it. */
    private static Path fresh(Path folder) {
        String name = ".ot4j-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        return folder.resolve(name + ".tmp");
    }

    private static void compile(List<Path> sources, Path target, String... more)
            throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = new ArrayList<>(List.of("-d", target.toString(), "-encoding", "UTF-8"));
            options.addAll(List.of(more));
            var errors = new StringWriter();
            var units = files.getJavaFileObjectsFromPaths(sources);
            if (!compiler.getTask(errors, files, null, options, null, units).call()) {
                System.err.println("ot4j: the launcher does not compile\n" + errors);
                System.exit(1);
            }
        }
    }
}
