package org.ot4j.kernel.shell;

import java.io.PrintStream;
import java.nio.charset.Charset;
import jdk.jshell.tool.JavaShellToolBuilder;

/** The JShell tool, which explains that a notebook's magics do not work in JShell. */
public final class Shell {
    private Shell() {}

    /**
     * Runs JShell until its user leaves.
     *
     * @param args JShell's own options
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Charset charset = charset();
        var noted = new PrintStream(new MagicNotes(out, charset), true, charset);
        System.exit(JavaShellToolBuilder.builder().out(noted, out, out).start(args));
    }

    /** The encoding of System.out, which JDK 17 does not reveal. */
    private static Charset charset() {
        String name =
                System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }
}
