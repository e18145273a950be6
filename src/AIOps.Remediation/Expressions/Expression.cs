namespace AIOps.Remediation.Expressions;

/// <summary>
/// A condition such as <c>service == 'worker' and kind in ['down', 'hung']</c>: typed when it is read, total when it is evaluated, linear in its length.
/// Operators: <c>and or not == != &lt; &lt;= &gt; &gt;= in matches</c>. A list asks whether any of its texts fits.
/// </summary>
public sealed class Expression
{
    private const int MaxLength = 2000;
    private readonly ExpressionNode _node;

    private Expression(string text, ExpressionNode node)
    {
        Text = text;
        _node = node;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">At most 2,000 characters.</param>
    /// <param name="schema">Variables that may be named.</param>
    /// <param name="mistake">What is wrong and where, or null.</param>
    /// <returns>Null when it is wrong.</returns>
    public static Expression? TryParse(string text, VariableSchema schema, out string? mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        if (text.Length > MaxLength)
        {
            mistake = $"an expression has at most {MaxLength} characters, this one has {text.Length}";
            return null;
        }

        try
        {
            var node = new ExpressionParser(Tokenizer.Cut(text), schema).Parse();
            mistake = null;
            return new Expression(text, node);
        }
        catch (ExpressionMistakeException exception)
        {
            mistake = exception.Message;
            return null;
        }
    }

    /// <summary>Whether it holds.</summary>
    public bool Holds(Facts facts) => _node.Flag(facts);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
