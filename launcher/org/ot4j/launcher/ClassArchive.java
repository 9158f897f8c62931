package org.ot4j.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes that a kernel needs at its start, parsed and verified in advance in one file that
 * Java maps into memory. A rehearsal writes it; without it kernels only start slower. A kernel that
 * fails the rehearsal ends the set-up.
 */
final class ClassArchive {
    /** The exit code of a rehearsal in which the kernel works, but Java writes no archive. */
    private static final int NO_ARCHIVE = 3;

    private final Layout layout;
    private final Processes processes;
    private final Stages stages;

    ClassArchive(Layout layout, Processes processes, Stages stages) {
        this.layout = layout;
        this.processes = processes;
        this.stages = stages;
    }

    /** The archive for a folder of jars, or null if there is none. */
    static Path of(Path lib) {
        Path file = lib.resolve("kernel.jsa");
        return Files.exists(file) && Files.exists(lib.resolve("kernel.rehearsed")) ? file : null;
    }

    /** Makes the archive unless it was tried with these jars before. */
    void prepare(Path lib) throws Exception {
        Path tried = lib.resolve("kernel.rehearsed");
        if (Files.exists(tried)) {
            return;
        }
        Path fresh = lib.resolve("kernel.jsa.new");
        var program = layout.root().resolve("launcher/rehearse.py").toString();
        var command = List.of(layout.python().toString(), program, fresh.toString());
        int[] code = {1};
        stages.run(
                "rehearsing the start of the kernel",
                () -> code[0] = processes.logged("rehearse", command));
        if (code[0] != 0 && code[0] != NO_ARCHIVE) {
            Files.deleteIfExists(fresh);
            throw Diagnosis.of("the kernel does not start: the rehearsal", layout.log("rehearse"));
        }
        if (code[0] == 0 && Files.exists(fresh)) {
            Whole.move(fresh, lib.resolve("kernel.jsa"));
            deleteOthers(lib);
        }
        Stamp.write(tried, String.valueOf(code[0]));
    }

    /** Deletes the archives of earlier builds, which are large; one in use may resist. */
    private void deleteOthers(Path lib) throws IOException {
        try (var builds = Files.list(lib.getParent())) {
            for (Path other : builds.filter(b -> !b.equals(lib)).toList()) {
                try {
                    if (Files.deleteIfExists(other.resolve("kernel.jsa"))) {
                        Files.deleteIfExists(other.resolve("kernel.rehearsed"));
                    }
                } catch (IOException e) {
                    stages.note("still in use: " + other.resolve("kernel.jsa"));
                }
            }
        }
    }
}
