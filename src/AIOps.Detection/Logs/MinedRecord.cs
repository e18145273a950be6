namespace AIOps.Detection.Logs;

/// <summary>What the miner found in a record.</summary>
/// <param name="TemplateId">The template's id as given now; later merges are told by <see cref="TemplateMiner.TakeChanges"/>.</param>
/// <param name="IsNew">True when the template was made for this record.</param>
/// <param name="Pattern">The record's masked pattern, which knows its template also after merges and splits.</param>
public readonly record struct MinedRecord(int TemplateId, bool IsNew, MinedPattern Pattern);
