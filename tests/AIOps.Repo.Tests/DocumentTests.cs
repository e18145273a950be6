using System.Text.RegularExpressions;
using AIOps.TestKit;

namespace AIOps.Repo.Tests;

/// <summary>A page that an error, a script or another page names is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Folders = ["src", "runbooks", "models", "deploy", "docs"];

    [Test]
    public void EveryPageThatIsNamed_Exists()
    {
        var missing = Files().SelectMany(file => Page().Matches(File.ReadAllText(file)).Select(match => match.Value).Where(page => !File.Exists(Path.Combine(RepositoryRoot.Path, page))).Select(page => $"{file}: {page}"));
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void EveryLinkOfAPage_LeadsSomewhere()
    {
        var missing = Files().Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(match => match.Groups["link"].Value).Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, link))).Select(link => $"{file}: {link}"));
        Assert.That(missing, Is.Empty);
    }

    private static IEnumerable<string> Files() =>
        Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".yaml" or ".yml" or ".sh" or ".py" or ".service" or ".json" && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Append(Path.Combine(RepositoryRoot.Path, "README.md"));

    [GeneratedRegex(@"docs/[\w/.-]+\.(md|json)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Page();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<link>[^)#\s]+)[^)]*\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Link();
}
