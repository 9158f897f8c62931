package org.ot4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent to executors. */
class JarsTest {
    @Test
    void jarsOfTheUserComeFirstAndOursFollow(@TempDir Path folder) {
        String theirs = folder.resolve("model.jar").toUri() + ",s3a://bucket/other.jar";
        List<String> jars = List.of(Jars.and(theirs).split(",", -1));
        assertEquals(theirs, jars.get(0) + "," + jars.get(1));
        assertEquals(Jars.ofThisProgram(), jars.subList(2, jars.size()));
        assertTrue(jars.stream().anyMatch(j -> j.contains("/pytorch-engine-")), jars::toString);
        assertFalse(jars.stream().anyMatch(j -> j.contains("/spark-core")), jars::toString);
    }

    @Test
    void aJarThatTheUserNamesIsNotSentTwice() {
        String engine =
                Jars.ofThisProgram().stream()
                        .filter(j -> j.contains("/pytorch-engine-"))
                        .findFirst()
                        .orElseThrow();
        String theirs = "hdfs://host/jars/" + Path.of(engine).getFileName();
        String jars = Jars.and(theirs);
        assertTrue(jars.startsWith(theirs + ","), jars);
        assertFalse(jars.contains(engine), jars);
    }

    @Test
    void noneIsAddedWhereNoneIsWantedAndUnderSubmit() {
        assertEquals("", Jars.and(""));
        System.setProperty("SPARK_SUBMIT", "true");
        try {
            assertEquals("", Jars.and(null));
            assertEquals("a.jar", Jars.and("a.jar"));
        } finally {
            System.clearProperty("SPARK_SUBMIT");
        }
    }

    @Test
    void foldersOfClassesAreSentAsJars() throws Exception {
        String own = Spark.class.getName().replace('.', '/') + ".class";
        int found = 0;
        for (String jar : Jars.ofThisProgram()) {
            try (var file = new JarFile(Path.of(URI.create(jar)).toFile())) {
                found += file.getEntry(own) == null ? 0 : 1;
            }
        }
        assertEquals(1, found);
    }

    @Test
    void aSettingThatIsNoneOfSparksIsNamed() {
        var error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Spark.session("local[1]", Map.of("executor.memory", "1g")));
        assertTrue(error.getMessage().contains("executor.memory"), error.getMessage());
    }
}
