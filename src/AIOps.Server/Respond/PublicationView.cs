namespace AIOps.Server.Respond;

/// <summary>What a publication did.</summary>
/// <param name="Published">Versions that came into use now, as "id@version".</param>
/// <param name="InUse">How many runbooks are in use.</param>
/// <param name="Mistakes">What is wrong with files, with place and remedy; such a file keeps its last good version in use.</param>
internal sealed record PublicationView(IReadOnlyList<string> Published, int InUse, IReadOnlyList<string> Mistakes);
