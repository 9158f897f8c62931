package org.ot4j.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The places in a checkout. The launcher writes only below {@code root}. */
record Layout(Path root) {
    static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    /** The launcher's own folder, with locks, logs, stamps and Jupyter's settings. */
    Path home() {
        return root.resolve(".ot4j");
    }

    Path log(String stage) {
        return home().resolve("log").resolve(stage + ".log");
    }

    Path venv() {
        return root.resolve(".venv");
    }

    Path python() {
        return venv().resolve(WINDOWS ? "Scripts/python.exe" : "bin/python");
    }

    Path kernelSpec() {
        return venv().resolve("share/jupyter/kernels/ot4j/kernel.json");
    }

    /** Java's options for the newest kernel; the place is the same for all builds. */
    Path kernelArguments() {
        return home().resolve("kernel.args");
    }

    /** A Jupyter folder with the stock Java kernel, for tests and benchmarks. */
    Path stock() {
        return home().resolve("stock");
    }

    Path jjava() {
        return venv().resolve("share/jupyter/kernels/java/jjava.jar");
    }

    /** The kernel's class path in one line, written by Maven. */
    Path classPath() {
        return root.resolve("target/classpath.txt");
    }

    /** Studies, benchmarks and their recorded results. */
    Path experiments() {
        return root.resolve("experiments");
    }

    /** The experiments' class path without their own jar, written by Maven. */
    Path experimentsClassPath() {
        return root.resolve("target/experiments-classpath.txt");
    }

    /** Spark's class path, written by Maven. */
    Path sparkClassPath() {
        return root.resolve("target/spark-classpath.txt");
    }

    Path maven() {
        return root.resolve(WINDOWS ? "mvnw.cmd" : "mvnw");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", WINDOWS ? "java.exe" : "java")
                .toString();
    }

    /** Environment variables of every process that the launcher starts. */
    Map<String, String> environment() {
        var env = new LinkedHashMap<String, String>();
        String jupyter = home().resolve("jupyter").toString();
        env.put("JUPYTER_CONFIG_DIR", jupyter + File.separator + "config");
        env.put("JUPYTER_DATA_DIR", jupyter + File.separator + "data");
        env.put("JUPYTER_RUNTIME_DIR", jupyter + File.separator + "runtime");
        env.put("JUPYTERLAB_SETTINGS_DIR", jupyter + File.separator + "settings");
        env.put("JUPYTERLAB_WORKSPACES_DIR", jupyter + File.separator + "workspaces");
        String others = variable("JUPYTER_PATH");
        env.put("JUPYTER_PATH", stock() + (others.isEmpty() ? "" : File.pathSeparator + others));
        env.put("JUPYTER_PLATFORM_DIRS", "1");
        env.put("JUPYTER_PREFER_ENV_PATH", "1");
        env.put("IPYTHONDIR", home().resolve("ipython").toString());
        env.put("PIP_CACHE_DIR", home().resolve("pip").toString());
        env.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        env.put("PYTHONNOUSERSITE", "1");
        env.put("PYTHONUTF8", "1");
        env.put("OPT_OUT_TRACKING", "true");
        // Waiting threads of the engine would spin otherwise and take the cores from others.
        env.put("OMP_WAIT_POLICY", "PASSIVE");
        env.put(
                "MAVEN_OPTS",
                (variable("MAVEN_OPTS") + " " + String.join(" ", quietJava())).strip());
        env.put("JAVA_HOME", System.getProperty("java.home"));
        return env;
    }

    /**
     * Options without which newer versions of Java print warnings that users can do nothing about.
     */
    static List<String> quietJava() {
        int version = Runtime.version().feature();
        var options = new ArrayList<String>();
        if (version >= 22) { // warns of native code
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        if (version >= 23) { // warns of sun.misc.Unsafe
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        return options;
    }

    /** What Spark reaches into since Java 17, as its own start script says. */
    static List<String> opensForSpark() {
        return Stream.of(
                        "java.lang",
                        "java.lang.invoke",
                        "java.lang.reflect",
                        "java.io",
                        "java.net",
                        "java.nio",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "jdk.internal.ref",
                        "sun.nio.ch",
                        "sun.nio.cs",
                        "sun.security.action",
                        "sun.util.calendar")
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
    }

    /** A variable of the caller's environment, empty if it is not set. */
    static String variable(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    /** The folder where {@code ot4j} was called. */
    static Path caller() {
        return Path.of("").toAbsolutePath();
    }
}
