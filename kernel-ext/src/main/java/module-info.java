/**
 * Magics, renderers and progress for the Java kernel of Jupyter. The kernel itself loads it from
 * the class path; a program with modules can, too.
 */
module org.ot4j.kernel {
    requires transitive jjava.jupyter;
    requires transitive org.ot4j;
    requires com.google.gson;
    requires info.picocli;
    requires jdk.jshell;
    requires org.objectweb.asm;

    exports org.ot4j.kernel;

    opens org.ot4j.kernel to
            info.picocli;
    opens org.ot4j.kernel.magic to
            info.picocli;

    uses jdk.jshell.spi.ExecutionControlProvider;

    provides jdk.jshell.spi.ExecutionControlProvider with
            org.ot4j.kernel.shell.ShellExecutionProvider;
    provides org.dflib.jjava.jupyter.Extension with
            org.ot4j.kernel.Ot4jExtension;
}
