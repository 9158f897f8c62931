package org.ot4j.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where things are in a checkout. All that the launcher writes lies below {@code root}. */
record Layout(Path root) {
    static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    /** The launcher's own folder: locks, logs, stamps, Jupyter's settings. */
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

    /** What the newest kernel is started with; its place stays the same from build to build. */
    Path kernelArguments() {
        return home().resolve("kernel.args");
    }

    /** A folder of Jupyter's with the Java kernel as it comes, which tests and bench know. */
    Path stock() {
        return home().resolve("stock");
    }

    Path jjava() {
        return venv().resolve("share/jupyter/kernels/java/jjava.jar");
    }

    /** The class path of the kernel as Maven left it, one line. */
    Path classPath() {
        return root.resolve("target/classpath.txt");
    }

    /** Studies, benchmarks and what was recorded of them. */
    Path experiments() {
        return root.resolve("experiments");
    }

    /** The class path of the experiments as Maven left it, without their own jar. */
    Path experimentsClassPath() {
        return root.resolve("target/experiments-classpath.txt");
    }

    Path maven() {
        return root.resolve(WINDOWS ? "mvnw.cmd" : "mvnw");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", WINDOWS ? "java.exe" : "java")
                .toString();
    }

    /** What every process that the launcher starts finds in its environment. */
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
        // Threads of the engine that spin while they wait take the cores from everybody else.
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
