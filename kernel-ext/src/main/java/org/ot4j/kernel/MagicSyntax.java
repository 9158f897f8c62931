package org.ot4j.kernel;

import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.ParsedCellMagic;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.inside.UndoList;
import org.ot4j.kernel.magic.MagicCalls;

/**
 * Replaces the kernel's search for magics. It looks for percent signs by two patterns and hands
 * what it finds to a transpiler; with patterns of ours it hands over the whole cell, as if it were
 * the body of one magic, and the transpiler is ours.
 */
final class MagicSyntax extends MagicTranspiler {
    /** Every cell with a word in it, which stands for the name of the magic. */
    private static final Pattern ALL = Pattern.compile("(?s)(?=.*?(?<args>\\w))(?<body>.*)");

    private static final Pattern NONE = Pattern.compile("(?!)(?<args>)");

    private MagicSyntax() {}

    /** Returns what undoes it; in a kernel that is different inside, nothing is done. */
    static Runnable install(BaseKernel kernel) {
        var undo = new UndoList();
        try {
            Object resolver = Inside.get(kernel, "magicsResolver");
            undo.add(Inside.set(resolver, "magicTranspiler", new MagicSyntax()));
            undo.add(Inside.set(resolver, "cellMagicPattern", ALL));
            undo.add(Inside.set(resolver, "lineMagicPattern", NONE));
        } catch (ReflectiveOperationException | RuntimeException e) {
            undo.run();
            System.err.println("ot4j: magics keep the kernel's own syntax: " + e);
        }
        return undo;
    }

    @Override
    public String transpileCell(ParsedCellMagic cell) {
        try {
            return MagicCalls.toJava((String) Inside.get(cell, "cellBodyAfterMagic"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e); // install would have failed
        }
    }
}
