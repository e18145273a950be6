namespace AIOps.Remediation.Expressions;

/// <summary>Recursive descent over the grammar <c>or → and → not → comparison → value</c>, with the types checked on the way.</summary>
internal sealed class ExpressionParser(List<Token> tokens, VariableSchema schema)
{
    private const int MaxDepth = 32;
    private const int MaxList = 100;
    private int _at;
    private int _depth;

    private Token Here => tokens[_at];

    public ExpressionNode Parse()
    {
        var node = Flag(Or());
        return Here.Kind == TokenKind.End ? node : throw Wrong($"'{Here.Text}' is left over; join conditions with 'and' or 'or'");
    }

    private ExpressionNode Or()
    {
        var left = And();
        while (Word("or"))
        {
            left = new ExpressionNode.Either(Flag(left), Flag(And()));
        }

        return left;
    }

    private ExpressionNode And()
    {
        var left = Not();
        while (Word("and"))
        {
            left = new ExpressionNode.Both(Flag(left), Flag(Not()));
        }

        return left;
    }

    private ExpressionNode Not()
    {
        if (!Word("not"))
        {
            return Comparison();
        }

        Deeper();
        var node = new ExpressionNode.Not(Flag(Not()));
        _depth--;
        return node;
    }

    private ExpressionNode Comparison()
    {
        var left = Value();
        if (Here.Kind == TokenKind.Symbol && Here.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
        {
            var op = Next().Text;
            return Compare(left, op, Value());
        }

        if (Word("in"))
        {
            return In(left);
        }

        if (Here is { Kind: TokenKind.Name, Text: "not" } && tokens[_at + 1] is { Kind: TokenKind.Name, Text: "in" })
        {
            _at += 2;
            return new ExpressionNode.Not(In(left));
        }

        if (!Word("matches"))
        {
            return left;
        }

        if (left.Kind is not (ValueKind.Text or ValueKind.TextList))
        {
            throw Wrong("'matches' asks a text or a list of texts");
        }

        var pattern = Next();
        if (pattern.Kind != TokenKind.Text)
        {
            throw Wrong("after 'matches' stands a pattern in quotes");
        }

        return new ExpressionNode.Matches(left, PatternText.TryMake(pattern.Text, out var problem) ?? throw new ExpressionMistakeException($"column {pattern.Column}: the pattern '{pattern.Text}' cannot be used: {problem}"));
    }

    private ExpressionNode.CompareTexts In(ExpressionNode left)
    {
        var right = Value();
        return left.Kind is ValueKind.Text or ValueKind.TextList && right.Kind == ValueKind.TextList
            ? new ExpressionNode.CompareTexts(left, equal: true, right)
            : throw Wrong("'in' asks whether a text is in a list, for example kind in ['down', 'hung']");
    }

    private ExpressionNode Compare(ExpressionNode left, string op, ExpressionNode right)
    {
        var texts = left.Kind is ValueKind.Text or ValueKind.TextList && right.Kind is ValueKind.Text or ValueKind.TextList;
        return (left.Kind, right.Kind, op) switch
        {
            (ValueKind.Number, ValueKind.Number, _) => new ExpressionNode.CompareNumbers(left, op, right),
            (ValueKind.Flag, ValueKind.Flag, "==" or "!=") => new ExpressionNode.CompareFlags(left, op == "==", right),
            (_, _, "==" or "!=") when texts => new ExpressionNode.CompareTexts(left, op == "==", right),
            _ => throw Wrong($"a {Named(left.Kind)} cannot be compared by {op} with a {Named(right.Kind)}"),
        };
    }

    private ExpressionNode Value()
    {
        var token = Next();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new ExpressionNode.TextLiteral(token.Text);
            case TokenKind.Number:
                return new ExpressionNode.NumberLiteral(token.Number);
            case TokenKind.Name when token.Text is "true" or "false":
                return new ExpressionNode.FlagLiteral(token.Text == "true");
            case TokenKind.Name when token.Text is not ("and" or "or" or "not" or "in" or "matches"):
                return new ExpressionNode.Variable(token.Text, schema.Find(token.Text) ?? throw new ExpressionMistakeException($"column {token.Column}: there is no variable '{token.Text}'; there are {schema.Describe()}"));
            case TokenKind.Symbol when token.Text == "[":
                return Items();
            case TokenKind.Symbol when token.Text == "(":
                Deeper();
                var inner = Or();
                Expect(")");
                _depth--;
                return inner;
            default:
                _at--;
                throw Wrong(token.Kind == TokenKind.End ? "a value is missing at the end" : $"'{token.Text}' stands where a value should stand");
        }
    }

    private ExpressionNode.ListLiteral Items()
    {
        var items = new List<string>();
        while (!(Here is { Kind: TokenKind.Symbol, Text: "]" }))
        {
            if (items.Count > 0)
            {
                Expect(",");
            }

            var item = Next();
            if (item.Kind != TokenKind.Text || items.Count >= MaxList)
            {
                throw Wrong($"a list holds at most {MaxList} texts in quotes");
            }

            items.Add(item.Text);
        }

        Expect("]");
        return new ExpressionNode.ListLiteral(items);
    }

    private ExpressionNode Flag(ExpressionNode node) =>
        node.Kind == ValueKind.Flag ? node : throw Wrong($"a condition is needed here, not a {Named(node.Kind)}; compare it with something");

    private static string Named(ValueKind kind) => kind switch
    {
        ValueKind.Text => "text",
        ValueKind.Number => "number",
        ValueKind.Flag => "condition",
        _ => "list",
    };

    private void Deeper()
    {
        if (++_depth > MaxDepth)
        {
            throw Wrong($"nested deeper than {MaxDepth}");
        }
    }

    private void Expect(string symbol)
    {
        if (Here.Kind != TokenKind.Symbol || Here.Text != symbol)
        {
            throw Wrong($"'{symbol}' is missing");
        }

        _at++;
    }

    private bool Word(string word)
    {
        if (Here.Kind != TokenKind.Name || Here.Text != word)
        {
            return false;
        }

        _at++;
        return true;
    }

    private Token Next() => tokens[_at].Kind == TokenKind.End && _at == tokens.Count - 1 ? Advance(0) : Advance(1);

    private Token Advance(int by)
    {
        var token = tokens[_at];
        _at += by;
        if (by == 0)
        {
            throw Wrong("a value is missing at the end");
        }

        return token;
    }

    private ExpressionMistakeException Wrong(string problem) => new($"column {Here.Column}: {problem}");
}
