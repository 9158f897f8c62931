package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recipe's class may move, its name in files may not: they would no longer be read. */
class RecipeNamesTest {
    private static List<String> recorded() throws IOException {
        try (var in = RecipeNamesTest.class.getResourceAsStream("recipe-names.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Recipe.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }

    private static boolean named(Class<?> type) {
        return Recipe.class.isAssignableFrom(type)
                && !type.isInterface()
                && !type.isAnonymousClass();
    }

    /** A new recipe gets a line in the file; what stands there stays as it is. */
    @Test
    void everyRecipeIsCalledInFilesAsItEverWas() throws Exception {
        var root =
                Path.of(Recipe.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(root.resolve("org/ot4j"))) {
            assertEquals(
                    recorded(),
                    files.map(file -> root.relativize(file).toString())
                            .filter(file -> file.endsWith(".class"))
                            .map(file -> file.substring(0, file.length() - ".class".length()))
                            .map(name -> load(name.replace('/', '.').replace('\\', '.')))
                            .filter(RecipeNamesTest::named)
                            .map(RecipeNames::of)
                            .sorted()
                            .toList());
        }
    }

    @Test
    void everyNameInFilesLeadsToItsClass() throws IOException {
        for (String name : recorded()) {
            assertEquals(name, RecipeNames.of(load(RecipeNames.className(name))));
        }
    }
}
