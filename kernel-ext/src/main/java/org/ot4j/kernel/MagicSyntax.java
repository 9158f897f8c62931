package org.ot4j.kernel;

import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.ParsedCellMagic;
import org.ot4j.kernel.inside.Inside;
import org.ot4j.kernel.inside.UndoList;
import org.ot4j.kernel.magic.MagicCalls;

/**
 * Replaces the kernel's search for magics. The kernel looks for percent signs with two patterns and
 * passes the matches to a transpiler; with our patterns it passes the whole cell, as if it were the
 * body of one magic, to our transpiler.
 */
final class MagicSyntax extends MagicTranspiler {
    /** Every cell with a word in it, which stands for the name of the magic. */
    private static final Pattern ALL = Pattern.compile("(?s)(?=.*?(?<args>\\w))(?<body>.*)");

    private static final Pattern NONE = Pattern.compile("(?!)(?<args>)");

    private MagicSyntax() {}

    /** Returns an action that undoes this; does nothing in a kernel with different internals. */
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
