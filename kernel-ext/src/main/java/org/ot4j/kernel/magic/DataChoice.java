package org.ot4j.kernel.magic;

import java.nio.file.Path;
import java.util.List;

/**
 * A data set that can be loaded by name.
 *
 * @param name what the user says
 * @param what for people
 * @param files what of it is on disk; empty where there is nothing, or no need
 * @param download bytes that the first use would fetch; 0 where nothing is missing
 * @param made whether samples are made on the spot, as many as asked for
 * @param code Java that loads it; %d and %d stand for number and seed where samples are made
 */
record DataChoice(
        String name, String what, List<Path> files, long download, boolean made, String code) {

    static DataChoice made(String name, String what, String code) {
        return new DataChoice(name, what, List.of(), 0, true, code);
    }

    /** The Java that loads {@code n} samples; all of a file where {@code n} is null. */
    String code(Integer n, long seed) {
        if (made) {
            return String.format(code, n == null ? 2_000 : n, seed);
        }
        return n == null ? code : code + ".subset(" + n + ", " + seed + ")";
    }

    /** Where it is. */
    String where() {
        if (made) {
            return "generated on the spot";
        }
        return download == 0 ? files.get(0).toString() : "on the internet";
    }
}
