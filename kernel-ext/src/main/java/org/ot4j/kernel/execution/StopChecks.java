package org.ot4j.kernel.execution;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Inserts a call of {@link Stop} into the compiled code of cells wherever code can run forever:
 * before each backward jump, and at the start of each method.
 */
final class StopChecks {
    private static final Handle CHECK =
            new Handle(
                    Opcodes.H_INVOKESTATIC,
                    Stop.class.getName().replace('.', '/'),
                    "site",
                    "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
                            + "Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;",
                    false);

    /** JShell's method around a snippet: it runs once. */
    private static final String SNIPPET = "do_it$";

    private StopChecks() {}

    /**
     * The class with the calls inserted; unchanged if ASM is missing or does not support its
     * version yet.
     */
    static byte[] weave(byte[] code) {
        try {
            var reader = new ClassReader(code);
            var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
            reader.accept(new Weaver(writer), 0);
            return writer.toByteArray();
        } catch (RuntimeException | LinkageError e) {
            return code;
        }
    }

    private static final class Weaver extends ClassVisitor {
        Weaver(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String type, String signature, String[] exceptions) {
            var next = super.visitMethod(access, name, type, signature, exceptions);
            boolean calls = !name.startsWith("<") && !name.equals(SNIPPET);
            return next == null ? null : new Method(next, calls);
        }
    }

    private static final class Method extends MethodVisitor {
        private final boolean atStart;
        private final Set<Label> passed = new HashSet<>();

        Method(MethodVisitor next, boolean atStart) {
            super(Opcodes.ASM9, next);
            this.atStart = atStart;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (atStart) {
                check();
            }
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            checkBefore(target);
            super.visitJumpInsn(opcode, target);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
            checkBefore(other, labels);
            super.visitTableSwitchInsn(min, max, other, labels);
        }

        @Override
        public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
            checkBefore(other, labels);
            super.visitLookupSwitchInsn(other, keys, labels);
        }

        private void checkBefore(Label target, Label... others) {
            boolean backward = passed.contains(target);
            for (Label label : others) {
                backward |= passed.contains(label);
            }
            if (backward) {
                check();
            }
        }

        private void check() {
            super.visitInvokeDynamicInsn("check", "()V", CHECK);
        }
    }
}
