package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes that a kernel needs at its start, parsed and verified in advance in one file that
 * Java maps into memory; from Java 25 on they are linked as well, and the compiler begins with the
 * rehearsal's profiles. A rehearsal writes it; without it kernels only start slower. A kernel that
 * fails the rehearsal ends the set-up.
 */
final class ClassArchive {
    /** The exit code of a rehearsal in which the kernel works, but Java writes no archive. */
    private static final int NO_ARCHIVE = 3;

    /** Whether Java writes an ahead-of-time cache (JEP 514), which replaces the class archive. */
    private static final boolean AOT = Runtime.version().feature() >= 25;

    private static final String NAME = AOT ? "kernel.aot" : "kernel.jsa";

    private final Layout layout;
    private final Processes processes;
    private final Stages stages;

    ClassArchive(Layout layout, Processes processes, Stages stages) {
        this.layout = layout;
        this.processes = processes;
        this.stages = stages;
    }

    /** The options with which a kernel uses the archive for a folder of jars, if there is one. */
    static List<String> options(Path lib) {
        var options = new ArrayList<String>();
        Path file = lib.resolve(NAME);
        if (Files.exists(file) && Files.exists(lib.resolve("kernel.rehearsed"))) {
            options.add((AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
        }
        options.add("-Xlog:cds*=off"); // an archive that does not fit is ignored in silence
        if (AOT) {
            options.add("-Xlog:aot*=off");
        }
        return options;
    }

    /** Makes the archive unless it was tried with these jars before. */
    void prepare(Path lib) throws Exception {
        Path tried = lib.resolve("kernel.rehearsed");
        if (Files.exists(tried)) {
            return;
        }
        Path fresh = lib.resolve(NAME + ".new");
        var program = layout.root().resolve("launcher/rehearse.py").toString();
        String option = (AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + fresh;
        var command = List.of(layout.python().toString(), program, option);
        int[] code = {1};
        stages.run(
                "rehearsing the start of the kernel",
                () -> code[0] = processes.logged("rehearse", command));
        if (code[0] != 0 && code[0] != NO_ARCHIVE) {
            Files.deleteIfExists(fresh);
            throw Diagnosis.of("the kernel does not start: the rehearsal", layout.log("rehearse"));
        }
        if (code[0] == 0 && Files.exists(fresh)) {
            Whole.move(fresh, lib.resolve(NAME));
            deleteOthers(lib);
        }
        Stamp.write(tried, String.valueOf(code[0]));
    }

    /** Deletes the archives of earlier builds, which are large; one in use may resist. */
    private void deleteOthers(Path lib) throws IOException {
        try (var builds = Files.list(lib.getParent())) {
            for (Path other : builds.filter(b -> !b.equals(lib)).toList()) {
                for (String name : List.of("kernel.jsa", "kernel.aot")) {
                    try {
                        if (Files.deleteIfExists(other.resolve(name))) {
                            Files.deleteIfExists(other.resolve("kernel.rehearsed"));
                        }
                    } catch (IOException e) {
                        stages.note("still in use: " + other.resolve(name));
                    }
                }
            }
        }
    }
}
