using System.Text.RegularExpressions;

namespace AIOps.Remediation.Expressions;

/// <summary>A node of a checked expression: its type is right by construction, so evaluation cannot fail.</summary>
internal abstract class ExpressionNode(ValueKind kind)
{
    // Texts from telemetry are cut before a pattern sees them: matching is linear, and this bounds the line.
    private const int MaxSubject = 1024;

    public ValueKind Kind { get; } = kind;

    public virtual string Text(Facts facts) => "";

    public virtual double Number(Facts facts) => double.NaN;

    public virtual bool Flag(Facts facts) => false;

    public virtual IReadOnlyList<string> List(Facts facts) => Kind == ValueKind.Text ? [Text(facts)] : [];

    internal sealed class TextLiteral(string value) : ExpressionNode(ValueKind.Text)
    {
        public string Value { get; } = value;

        public override string Text(Facts facts) => Value;
    }

    internal sealed class NumberLiteral(double value) : ExpressionNode(ValueKind.Number)
    {
        public override double Number(Facts facts) => value;
    }

    internal sealed class FlagLiteral(bool value) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) => value;
    }

    internal sealed class ListLiteral(IReadOnlyList<string> values) : ExpressionNode(ValueKind.TextList)
    {
        public override IReadOnlyList<string> List(Facts facts) => values;
    }

    internal sealed class Variable(string name, ValueKind kind) : ExpressionNode(kind)
    {
        public override string Text(Facts facts) => facts.Text(name);

        public override double Number(Facts facts) => facts.Number(name);

        public override bool Flag(Facts facts) => facts.Flag(name);

        public override IReadOnlyList<string> List(Facts facts) => Kind == ValueKind.Text ? [facts.Text(name)] : facts.List(name);
    }

    internal sealed class Not(ExpressionNode inner) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) => !inner.Flag(facts);
    }

    internal sealed class Both(ExpressionNode left, ExpressionNode right) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) => left.Flag(facts) && right.Flag(facts);
    }

    internal sealed class Either(ExpressionNode left, ExpressionNode right) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) => left.Flag(facts) || right.Flag(facts);
    }

    internal sealed class CompareNumbers(ExpressionNode left, string op, ExpressionNode right) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts)
        {
            double a = left.Number(facts), b = right.Number(facts);
            return op switch
            {
                "==" => a == b,
                "!=" => a != b && !double.IsNaN(a) && !double.IsNaN(b),
                "<" => a < b,
                "<=" => a <= b,
                ">" => a > b,
                _ => a >= b,
            };
        }
    }

    internal sealed class CompareTexts(ExpressionNode left, bool equal, ExpressionNode right) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) =>
            left.List(facts).Any(a => right.List(facts).Contains(a, StringComparer.Ordinal)) == equal;
    }

    internal sealed class CompareFlags(ExpressionNode left, bool equal, ExpressionNode right) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) => (left.Flag(facts) == right.Flag(facts)) == equal;
    }

    internal sealed class Matches(ExpressionNode left, Regex pattern) : ExpressionNode(ValueKind.Flag)
    {
        public override bool Flag(Facts facts) => left.List(facts).Any(text => pattern.IsMatch(text.Length <= MaxSubject ? text : text[..MaxSubject]));
    }
}
