package org.ot4j.kernel.magic;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** The kernel's own magics, of which the kernel reports only the names. */
final class KernelMagics {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "addMavenDependency", "The older name of %maven",
                    "classpath", "Add jars or folders to the class path",
                    "jars", "Add the jars that match a pattern such as lib/*.jar",
                    "load", "Run a script, or the cells of a notebook",
                    "loadFromPOM",
                            "Add the dependencies of a pom.xml; %%loadFromPOM takes its text",
                    "maven", "Add group:artifact:version from a Maven repository",
                    "mavenRepo", "Add a Maven repository to search for artifacts: name and URL");

    private KernelMagics() {}

    /** What each does, keyed by how it is written, such as {@code %load}. */
    static Map<String, String> all(BaseKernel kernel) {
        var registry = kernel.getMagicsRegistry();
        var names = new TreeSet<>(registry.getLineMagicNames());
        Set<String> cells = registry.getCellMagicNames();
        names.addAll(cells);
        names.removeAll(Magics.all().keySet());
        var all = new TreeMap<String, String>();
        for (String name : names) {
            boolean line = registry.getLineMagicNames().contains(name);
            String uses = (line ? "%" + name : "") + (cells.contains(name) ? " %%" + name : "");
            all.put(uses.strip(), HEADERS.getOrDefault(name, "A magic of the kernel"));
        }
        return all;
    }
}
