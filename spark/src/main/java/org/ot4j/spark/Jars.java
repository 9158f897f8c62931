package org.ot4j.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;

/** The jars that executors need and a cluster does not have. */
final class Jars {
    /** What a cluster has already. */
    private static final Pattern SPARKS_OWN =
            Pattern.compile(
                    "(spark|hadoop|hive|scala|netty|log4j|slf4j|jul-to|jcl-over|arrow|parquet|orc"
                            + "|rocksdbjni|zookeeper|curator|jersey|jakarta|avro|json4s)[-_.0-9].*");

    /** Folders that have been packed, and their jars. */
    private static final Map<Path, Path> PACKED = new ConcurrentHashMap<>();

    private static final Set<Object> SENT =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Jars() {}

    /**
     * The jars of a user, and those of this program of which none of theirs has the name.
     *
     * @param given separated by commas; null if the user gave none, empty if none is wanted
     */
    static String and(String given) {
        if (given != null && given.isBlank() || underSubmit()) {
            return given == null ? "" : given;
        }
        var jars = new LinkedHashSet<String>();
        var names = new LinkedHashSet<String>();
        if (given != null) {
            for (String jar : given.split(",", -1)) {
                jars.add(jar.strip());
                names.add(name(jar.strip()));
            }
        }
        for (String jar : ofThisProgram()) {
            if (names.add(name(jar))) {
                jars.add(jar);
            }
        }
        return String.join(",", jars);
    }

    private static String name(String jar) {
        return jar.substring(jar.lastIndexOf('/') + 1);
    }

    /** What is on the class path but Spark's own, folders as jars: addresses. */
    static List<String> ofThisProgram() {
        var jars = new LinkedHashSet<Path>();
        String classPath = System.getProperty("java.class.path", "");
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                add(Path.of(entry), jars);
            }
        }
        try { // in a notebook it is not on the class path
            var own = Spark.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            add(Path.of(own), jars);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return jars.stream().map(jar -> jar.toUri().toString()).toList();
    }

    /**
     * Has the executors of a session that is there load the jars of this program before what
     * follows.
     *
     * @return false if that was done before, or cannot help
     */
    static boolean send(SparkContext context) {
        if (underSubmit() || Spark.isLocal(context.master()) || !SENT.add(context)) {
            return false;
        }
        ofThisProgram().forEach(context::addJar);
        return true;
    }

    /** Then the class path is Spark's, and the user names the jars. */
    private static boolean underSubmit() {
        return Boolean.getBoolean("SPARK_SUBMIT");
    }

    private static void add(Path entry, LinkedHashSet<Path> jars) {
        Path path = entry.toAbsolutePath().normalize();
        if (Files.isDirectory(path)) {
            jars.add(PACKED.computeIfAbsent(path, Jars::pack));
        } else if (path.toString().endsWith(".jar")
                && Files.exists(path)
                && !SPARKS_OWN.matcher(path.getFileName().toString()).matches()) {
            jars.add(path);
        }
    }

    /** Spark sends no folders, such as those that a development environment compiles to. */
    private static Path pack(Path folder) {
        try {
            Path jar = Files.createTempFile("ot4j-classes-", ".jar");
            jar.toFile().deleteOnExit();
            try (var out = new JarOutputStream(Files.newOutputStream(jar));
                    Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = folder.relativize(file).toString();
                    out.putNextEntry(new JarEntry(name.replace(File.separatorChar, '/')));
                    Files.copy(file, out);
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
