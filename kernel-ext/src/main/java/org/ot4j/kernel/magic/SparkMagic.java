package org.ot4j.kernel.magic;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        header = "Start Apache Spark: its jars, its imports, and the variable spark",
        footer = {"", "Example: %%spark spark://host:7077"})
final class SparkMagic implements Magic {
    private static final String CLASS = "org.ot4j.spark.Spark";
    private static final List<String> IMPORTS =
            List.of("import org.ot4j.spark.*;", "import org.apache.spark.sql.SparkSession;");

    @Parameters(
            arity = "0..1",
            paramLabel = "MASTER",
            description = "local[2], spark://host:7077, ...; default: all cores of this machine")
    private String master = "local[*]";

    @Override
    public List<String> offers(Session session, List<String> words) {
        return words.isEmpty() ? List.of("local[*]", "spark://") : List.of();
    }

    @Override
    public Object run(Session session, String body) throws IOException, InterruptedException {
        if (!session.hasClass(CLASS)) {
            for (String jar : jars()) {
                session.addJar(jar);
            }
        }
        IMPORTS.forEach(session::evaluate);
        String quoted = master.replace("\\", "\\\\").replace("\"", "\\\"");
        session.define("spark", "Spark.session(\"" + quoted + "\")");
        return new Text(String.valueOf(session.evaluate("Spark.describe(spark)")));
    }

    /** The jars that the launcher has found, or finds now. */
    private static List<String> jars() throws IOException, InterruptedException {
        Path list = lib().resolve("spark-classpath.txt");
        if (!Files.exists(list)) {
            System.out.println("./ot4j setup --spark (downloads 280 MB on first use)");
            prepare();
        }
        if (!Files.exists(list)) {
            throw new MagicError("the sources have changed since this kernel started: restart it");
        }
        return List.of(Files.readString(list).split(File.pathSeparator, -1));
    }

    /** The folder of this kernel's jars. */
    private static Path lib() {
        try {
            return Path.of(
                            SparkMagic.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void prepare() throws IOException, InterruptedException {
        String home = System.getProperty("ot4j.home");
        if (home == null) {
            throw new MagicError(
                    "this kernel was not set up by ./ot4j: add Spark and ot4j-spark with"
                            + " %classpath or %maven");
        }
        boolean windows = File.separatorChar == '\\';
        Process process =
                new ProcessBuilder(
                                Path.of(home, windows ? "ot4j.cmd" : "ot4j").toString(),
                                "setup",
                                "--spark")
                        .redirectErrorStream(true)
                        .start();
        var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new MagicError("./ot4j setup --spark failed:\n" + told);
        }
    }
}
