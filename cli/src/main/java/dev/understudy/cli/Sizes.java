package dev.understudy.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes as people write them: {@code 4096}, {@code 64K}, {@code 128M}, {@code 1G}. */
public final class Sizes implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("([0-9]+)([KMG]?)");

    @Override
    public Long convert(String text) {
        Matcher size = SIZE.matcher(text);
        try {
            if (size.matches()) {
                int shift = 10
                        * " KMG"
                                .indexOf(
                                        size.group(2).isEmpty()
                                                ? ' '
                                                : size.group(2).charAt(0));
                return Math.multiplyExact(Long.parseLong(size.group(1)), 1L << shift);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // over 2^63: said below
        }
        throw new TypeConversionException("'" + text + "' is no size: write 4096, 64K, 128M or 1G");
    }
}
