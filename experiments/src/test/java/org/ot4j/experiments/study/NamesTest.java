package org.ot4j.experiments.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** The launcher finds a study by the name of its file: each has a main, a name and a line. */
class NamesTest {
    @Test
    void everyStudyIsStartedByItsNameAndTheReadmeHasIt() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        List<Path> files;
        try (var found = Files.list(Path.of("src/main/java/org/ot4j/experiments/study"))) {
            files = found.toList();
        }
        assertFalse(files.isEmpty());
        for (Path file : files) {
            String name = file.getFileName().toString().replace(".java", "");
            Class<?> study = Class.forName("org.ot4j.experiments.study." + name);
            assertEquals(void.class, study.getMethod("main", String[].class).getReturnType());
            var command = study.getAnnotation(Command.class);
            assertEquals(name.toLowerCase(Locale.ROOT), command.name().replace("-", ""));
            assertTrue(readme.contains("| `" + command.name()), command.name());
        }
    }
}
