package org.ot4j.base;

import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for the engine's files as DJL does, but without the download that DJL would start next. */
final class EngineJars {
    private static final String GROUP = "ai.djl.pytorch";
    private static final String LIBRARY = System.mapLibraryName("torch");

    /** The platforms in the registry; there is no PyTorch of this version for macOS on Intel. */
    private static final Set<String> NATIVE =
            Set.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64");

    private EngineJars() {}

    /** Fails if a download would follow; the message has the lines to add to the build. */
    static void require() {
        Properties versions = properties("org/ot4j/base/engine.properties");
        String djl = versions.getProperty("djl");
        if (!onClassPath("ai.djl.pytorch.engine.PtEngineProvider")) {
            throw missing("DJL's PyTorch engine", "pytorch-engine", djl, null);
        }
        Platform platform = Platform.detectPlatform("pytorch");
        if (platform.isPlaceholder() && folders().isEmpty() && !cached(platform, LIBRARY)) {
            String pytorch = versions.getProperty("pytorch");
            String machine = platform.getClassifier();
            throw NATIVE.contains(machine)
                    ? missing("PyTorch for " + machine, "pytorch-native-cpu", pytorch, machine)
                    : none(machine, pytorch);
        }
        requireBinding(platform);
    }

    /** The bridge between Java and PyTorch must match the versions of both. */
    private static void requireBinding(Platform platform) {
        String djl = platform.getApiVersion();
        String expected = platform.getVersion().replaceFirst("-\\d{8}$", "") + "-" + djl;
        String found = properties("jnilib/pytorch.properties").getProperty("jni_version", "");
        String name = System.mapLibraryName("djl_torch");
        String file = djl + "-" + name;
        if (!found.startsWith(expected)
                && !cached(platform, file)
                && folders().stream().noneMatch(f -> isIn(f, file) || isIn(f, name))) {
            throw missing("What joins Java and PyTorch", "pytorch-jni", expected, null);
        }
    }

    private static boolean onClassPath(String name) {
        try {
            Class.forName(name, false, EngineJars.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Where the user's own PyTorch is. */
    private static List<Path> folders() {
        String named = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH");
        return Stream.of(named, System.getProperty("java.library.path"))
                .filter(path -> path != null)
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .map(File::new)
                .map(f -> f.getName().equals(LIBRARY) ? f.getAbsoluteFile().getParentFile() : f)
                .map(File::toPath)
                .filter(folder -> isIn(folder, LIBRARY))
                .toList();
    }

    private static boolean isIn(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file));
    }

    /** Files from an earlier download, which the user agreed to then. */
    private static boolean cached(Platform platform, String file) {
        Path cache = Utils.getEngineCacheDir("pytorch");
        String flavor = platform.getFlavor();
        return Stream.of(flavor, "cpu", "cpu-precxx11")
                .map(f -> platform.getVersion() + "-" + f + "-" + platform.getClassifier())
                .anyMatch(folder -> Files.exists(cache.resolve(folder).resolve(file)));
    }

    private static Properties properties(String resource) {
        var properties = new Properties();
        try (InputStream in = EngineJars.class.getClassLoader().getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
        return properties;
    }

    private static IllegalStateException missing(
            String what, String artifact, String version, String classifier) {
        String line = GROUP + ":" + artifact + ":" + version;
        var maven = new StringBuilder("<dependency>");
        maven.append("<groupId>").append(GROUP).append("</groupId>");
        maven.append("<artifactId>").append(artifact).append("</artifactId>");
        maven.append("<version>").append(version).append("</version>");
        if (classifier != null) {
            line += ":" + classifier;
            maven.append("<classifier>").append(classifier).append("</classifier>");
        }
        maven.append("</dependency>");
        var text = new StringBuilder(what).append(" is not on the class path. Add one line:");
        text.append("\n  Maven   ").append(maven);
        text.append("\n  Gradle  runtimeOnly(\"").append(line).append("\")");
        text.append("\n  JBang   //DEPS ").append(line);
        if (classifier != null) {
            text.append("\nor set PYTORCH_LIBRARY_PATH to ").append(folder(version));
        }
        return new IllegalStateException(text.append('.').toString());
    }

    private static IllegalStateException none(String machine, String version) {
        var text = new StringBuilder("There is no PyTorch ").append(version).append(" for ");
        text.append(machine).append(" to depend on; there is one only for ");
        text.append(String.join(", ", new TreeSet<>(NATIVE)));
        text.append(". Set PYTORCH_LIBRARY_PATH to ").append(folder(version)).append('.');
        return new IllegalStateException(text.toString());
    }

    private static String folder(String version) {
        return "the folder with " + LIBRARY + " of PyTorch " + version;
    }
}
