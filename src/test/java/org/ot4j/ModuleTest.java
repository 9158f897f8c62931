package org.ot4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is public is what modules export, and nothing public needs what they keep. */
class ModuleTest {
    private static final Path ROOT = root();
    private static final Path LIBRARY = ROOT.resolve("src/main/java");
    private static final Path KERNEL = ROOT.resolve("kernel-ext/src/main/java");

    /** Maven starts tests in src, others in the root. */
    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        return root;
    }

    private static Set<String> exported(Path sources) throws IOException {
        return found("(?m)^    exports ([\\w.]+);", sources.resolve("module-info.java"));
    }

    private static Set<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> packages(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).getParent())
                    .filter(folder -> folder != null)
                    .map(folder -> folder.toString().replaceAll("[/\\\\]", "."))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> kept(Path sources) throws IOException {
        Set<String> kept = packages(sources);
        assertTrue(kept.removeAll(exported(sources)));
        return kept;
    }

    @Test
    void thePackagesOfTheLibraryThatAreKeptAreCalledInternal() throws IOException {
        for (String name : packages(LIBRARY)) {
            assertEquals(name.endsWith(".internal"), kept(LIBRARY).contains(name), name);
        }
        assertTrue(packages(LIBRARY).containsAll(exported(LIBRARY)));
    }

    /** The profile {@code api} compares what is exported, and nothing else. */
    @Test
    void theComparisonWithTheLastReleaseLeavesOutWhatIsKept() throws IOException {
        Set<String> kept = kept(LIBRARY);
        kept.addAll(kept(KERNEL));
        Set<String> left = found("<exclude>(org\\.ot4j[a-z.]*)</exclude>", ROOT.resolve("pom.xml"));
        assertEquals(kept, left);
    }

    @Test
    void whatIsPublicNeedsNothingThatIsKept() throws IOException {
        Set<String> exported = exported(LIBRARY);
        assertEquals(Set.of(), faults(exported));
        exported.remove("org.ot4j.transport.cost");
        String seen = "org.ot4j.transport.TransportProblem.cost needs org.ot4j.transport.cost.Cost";
        assertTrue(faults(exported).contains(seen), "this test sees what is not exported");
    }

    private static Set<String> faults(Set<String> exported) throws IOException {
        var faults = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(LIBRARY)) {
            files.map(file -> LIBRARY.relativize(file).toString())
                    .filter(file -> file.matches(".*[/\\\\][A-Z]\\w+\\.java"))
                    .map(file -> file.replaceAll("\\.java$", "").replaceAll("[/\\\\]", "."))
                    .forEach(name -> withNested(type(name), exported, faults));
        }
        return faults;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, ModuleTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void withNested(Class<?> type, Set<String> exported, Set<String> faults) {
        if (exported.contains(type.getPackageName()) && isPublic(type)) {
            faults(type, exported, faults);
        }
        for (Class<?> nested : type.getDeclaredClasses()) {
            withNested(nested, exported, faults);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return shown(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static boolean shown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void faults(Class<?> type, Set<String> exported, Collection<String> faults) {
        for (Type above : type.getGenericInterfaces()) {
            fault(type.getName(), above, exported, faults);
        }
        fault(type.getName(), type.getGenericSuperclass(), exported, faults);
        for (Field field : type.getDeclaredFields()) {
            if (counts(field)) {
                fault(
                        type.getName() + "." + field.getName(),
                        field.getGenericType(),
                        exported,
                        faults);
            }
        }
        Stream<Executable> members =
                Stream.concat(
                        Stream.of(type.getDeclaredMethods()),
                        Stream.of(type.getDeclaredConstructors()));
        members.filter(ModuleTest::counts)
                .forEach(
                        member -> {
                            String name = type.getName() + "." + member.getName();
                            fault(
                                    name,
                                    member.getAnnotatedReturnType().getType(),
                                    exported,
                                    faults);
                            for (Type each : member.getGenericParameterTypes()) {
                                fault(name, each, exported, faults);
                            }
                            for (Type each : member.getGenericExceptionTypes()) {
                                fault(name, each, exported, faults);
                            }
                        });
    }

    private static boolean counts(Member member) {
        return shown(member.getModifiers()) && !member.isSynthetic();
    }

    private static void fault(
            String of, Type type, Set<String> exported, Collection<String> faults) {
        if (type instanceof Class<?> plain) {
            Class<?> each = plain;
            while (each.isArray()) {
                each = each.getComponentType();
            }
            if (each.getName().startsWith("org.ot4j.")
                    && !(exported.contains(each.getPackageName()) && isPublic(each))) {
                faults.add(of + " needs " + each.getName());
            }
        } else if (type instanceof ParameterizedType generic) {
            fault(of, generic.getRawType(), exported, faults);
            for (Type each : generic.getActualTypeArguments()) {
                fault(of, each, exported, faults);
            }
        } else if (type instanceof GenericArrayType array) {
            fault(of, array.getGenericComponentType(), exported, faults);
        } else if (type instanceof WildcardType wild) {
            for (Type each : wild.getUpperBounds()) {
                fault(of, each, exported, faults);
            }
        }
    }
}
