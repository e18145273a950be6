namespace AIOps.Server.Web.Pages;

/// <summary>Finished markup. It is only made from literals of our own and holes that the handler has encoded.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Empty { get; } = new("");

    public static Html Of(HtmlHandler markup) => new(markup.ToString());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.Text)));

    /// <summary>The markup when it is wanted, else nothing.</summary>
    public static Html When(bool wanted, Func<Html> markup) => wanted ? markup() : Empty;
}
